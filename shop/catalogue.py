"""What the shop sells: a handful of lamps and candles, and one book (French VAT on books is 5.5 %)."""

from __future__ import annotations

from dataclasses import dataclass

NORMAL_RATE = 2000
BOOK_RATE = 550


@dataclass(frozen=True)
class Product:
    slug: str
    name: str
    price: int
    line: str
    story: str
    facts: tuple[str, ...]
    picture: str
    vat_rate: int = NORMAL_RATE

    @property
    def image(self) -> str:
        return f"images/{self.slug}.svg"


_ALL = (
    Product(
        "lampe-aube",
        "Lampe Aube",
        8900,
        "Grès tourné et lin lavé",
        "Un pied en grès tourné à la main, un abat-jour de lin qui laisse passer une lumière de fin de nuit."
        " Posée sur une commode ou près d’un fauteuil, elle éclaire sans jamais éblouir.",
        (
            "Pied en grès émaillé, abat-jour en lin",
            "Hauteur 42 cm, diamètre 28 cm",
            "Douille E27, 40 W au plus",
        ),
        "Lampe de table au pied de grès arrondi et à l’abat-jour de lin clair, allumée",
    ),
    Product(
        "lampe-veille",
        "Lampe Veille",
        6450,
        "Globe opale et laiton",
        "Une petite lampe de chevet pour lire encore une page. Le globe en verre opale est soufflé en"
        " Normandie, le pied en laiton se patine avec les années.",
        (
            "Verre opale soufflé, laiton brossé",
            "Hauteur 24 cm, diamètre 16 cm",
            "Variateur sur le câble textile",
        ),
        "Petite lampe de chevet, globe de verre opale lumineux sur un pied de laiton",
    ),
    Product(
        "suspension-brume",
        "Suspension Brume",
        11900,
        "Papier washi plissé",
        "Trente-deux plis faits à la main dans un papier washi épais. Allumée, elle flotte au-dessus de la"
        " table comme une brume du matin.",
        ("Papier washi, armature en hêtre", "Diamètre 45 cm", "Câble textile de 2 m, pavillon fourni"),
        "Suspension ronde en papier plissé, allumée au bout de son câble",
    ),
    Product(
        "bougie-figuier",
        "Bougie Figuier",
        2400,
        "Cire de colza, 45 heures",
        "Feuille froissée, bois vert, un peu de lait de figue : l’odeur d’un jardin en août. Coulée à"
        " l’atelier par petites séries, dans un verre que l’on garde ensuite.",
        ("Cire de colza, mèche en coton", "190 g, environ 45 heures", "Parfum composé à Grasse"),
        "Bougie parfumée allumée dans un verre ambré, avec une feuille de figuier",
    ),
    Product(
        "chandelles",
        "Trois chandelles",
        1650,
        "Cire d’abeille, trempées main",
        "Trempées vingt-huit fois, puis séchées à l’air libre. La cire d’abeille brûle lentement, presque"
        " sans couler, et sent le miel chaud.",
        ("Cire d’abeille pure", "Hauteur 26 cm, diamètre 2,2 cm", "Environ 9 heures chacune"),
        "Trois chandelles de cire d’abeille allumées, de hauteurs différentes",
    ),
    Product(
        "bougeoir-anse",
        "Bougeoir Anse",
        3200,
        "Céramique, émail sable",
        "Le bougeoir que l’on emporte d’une pièce à l’autre, avec son anse juste assez grande pour un doigt."
        " Chaque pièce est tournée puis émaillée à l’atelier.",
        ("Céramique émaillée", "Diamètre 13 cm", "Pour chandelle de 2,2 cm"),
        "Bougeoir de céramique à anse, portant une chandelle allumée",
    ),
    Product(
        "abat-jour-lin",
        "Abat-jour Lin",
        3800,
        "Lin français, teint en pièce",
        "Pour rendre une seconde vie à un pied que l’on aime. Le lin est filé et tissé dans le Nord, et cousu"
        " ici sur une armature d’acier.",
        ("Lin français, acier laqué", "Diamètre 30 cm, hauteur 22 cm", "Pour douille E27"),
        "Abat-jour conique en lin terre cuite",
    ),
    Product(
        "livre-flamme",
        "Le Petit livre de la flamme",
        1490,
        "96 pages, broché",
        "Choisir une cire, tailler une mèche, placer une lampe : ce que nous avons appris en dix ans"
        " d’atelier, en quatre-vingt-seize pages illustrées.",
        ("96 pages, broché, papier offset", "14 × 20 cm", "Imprimé à Cholet"),
        "Livre broché à la couverture ornée d’une flamme stylisée",
        vat_rate=BOOK_RATE,
    ),
)
PRODUCTS = {product.slug: product for product in _ALL}
