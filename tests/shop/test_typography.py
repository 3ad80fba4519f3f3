import re

from shop.typography import french_spaces


def test_double_marks_have_a_narrow_no_break_space():
    assert french_spaces("Prêt ? Oui : « 3 € » ; 20 % !") == (
        "Prêt\u202f? Oui\u202f: «\u202f3\u202f€\u202f»\u202f; 20\u202f%\u202f!"
    )


def test_no_page_breaks_a_line_before_a_double_mark(shopper):
    for path in ("/", "/produits/livre-flamme", "/panier", "/securite-des-paiements", "/mentions-legales"):
        assert not re.search(r" [;:!?»€%]|« ", shopper.get(path).text), path
