"""What the fictitious persons of the demo are called and where they come from. Names and streets are made up.

Codes are those of the landelijke tabellen, so that any information layer can read the lists.
"""

VOORNAMEN = {
    "M": (
        "Aldert", "Bastiaan", "Cas", "Daan", "Edo", "Ferhat", "Gijs", "Hidde", "Ilias", "Jurre", "Kiran", "Levi",
        "Mees", "Nassim", "Otis", "Pelle", "Quinten", "Ruben", "Sjoerd", "Teun", "Umut", "Victor", "Wout",
        "Youssef", "Zeger",
    ),
    "V": (
        "Amira", "Brechtje", "Chaima", "Doutzen", "Elif", "Fleur", "Geke", "Hanna", "Imke", "Jasmijn", "Kaya", "Lotte",
        "Maaike", "Noor", "Oda", "Priya", "Quirine", "Roos", "Saar", "Tirza", "Ulrike", "Veerle", "Wietske", "Xenia",
        "Yara", "Zoë",
    ),
    "O": ("Jip", "Robin", "Sascha"),
}  # fmt: skip
ACHTERNAMEN = (
    "Aldewier", "van den Boterbloem", "Cederwal", "Dijkveen", "Eikelweide", "van Fonteinkruid", "Grasmeer", "Hollebeek",
    "IJsvogel", "Jonkerdam", "van der Kweldam", "Lindewaard", "Moerasbloem", "Noorderkwel", "Oeverzegge", "Pluimers",
    "de Rietzanger", "van der Sluisbloem", "Tureluur", "Veldlathyrus", "Waterranonkel", "Zandhagedis",
    "ter Zilverschoon", "Bosanemoon", "in 't Elzenbroek", "du Marais", "El Wadi", "Korenaar", "Meerkoet",
    "Ñandú-Castaño", "Strandkruid", "Özlüdere", "d'Écluse", "Wilgenkamp", "van 't Zwanenveld",
)  # fmt: skip
VOORVOEGSELS = ("van", "den", "der", "de", "ter", "in", "'t", "du", "El")
"""The words before a name; one that is written fast to it (d'Écluse) stays a part of the name."""
TITELS = {"M": ("JH", "B", "G"), "V": ("JV", "BS", "GI")}
LANDEN = (
    ("6043", "0339", ("Gökçeöz", "Akdere")),
    ("5022", "0131", ("Ain Zerqa", "Oued Lahmar")),
    ("5007", "0263", ("Nieuw Kwatta", "Onverdacht")),
    ("7028", "0072", ("Złota Łąka", "Brzozów Mały")),
    ("7009", "0336", ("Tell al-Nahr", "Ain Safsaf")),
    ("6029", "0055", ("Moorwiesen", "Altenkoog")),
    ("5010", "0052", ("Sint-Waterloos", "Rietbeke")),
    ("6024", "0313", ("Danau Biru", "Sungai Teduh")),
)
"""Where people come from: the country, its nationality, and places that do not exist there."""
EU = ("0072", "0055", "0052")
ELDERS = (("0344", "Utrecht"), ("0363", "Amsterdam"), ("0153", "Enschede"), ("0518", "'s-Gravenhage"))
"""Gemeenten elsewhere; the streets there are made up too."""
STRATEN_ELDERS = ("Waterlelielaan", "Grote Klaproosstraat", "Verzonnenweg", "Wilgenkatjeshof")
BUITENLAND = (
    ("5010", ("Rietstraat 12", "9999 Rietbeke")),
    ("6029", ("Moorweg 7", "00999 Moorwiesen")),
    ("5002", ("3 rue du Marais", "99990 Prairie-sur-l'Eau")),
)
LOCATIES = ("Woonboot De Lepelaar, aan de Oeverloper", "Stacaravan achter de molen")
NEDERLAND = "6030"
NEDERLANDSE, STAATLOOS, ONBEKEND, ALS_NEDERLANDER = "0001", "0499", "0000", "0002"
RNI = "1999"
"""The gemeente of those who are not residents: Registratie Niet-Ingezetenen."""
