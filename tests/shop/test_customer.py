import pytest

from shop.customer import EXAMPLE, Customer, CustomerError, customer_from, tidied


def faults(**changes):
    with pytest.raises(CustomerError) as refusal:
        customer_from({**EXAMPLE, **changes})
    return refusal.value.errors


def test_the_example_address_is_accepted():
    assert customer_from(EXAMPLE) == Customer(
        "Camille", "Moreau", "camille.moreau@exemple.fr", "14 rue des Lanternes", "44000", "Nantes", "FR"
    )


@pytest.mark.parametrize("name", [name for name in EXAMPLE if name != "country"])
def test_every_field_is_needed(name):
    assert list(faults(**{name: ""})) == [name]


@pytest.mark.parametrize(
    "email", ["camille", "camille@exemple", "@exemple.fr", "a b@exemple.fr", "a@b@exemple.fr", "a*b@exemple.fr"]
)
def test_an_address_that_no_mail_reaches_is_refused(email):
    assert list(faults(email=email)) == ["email"]


@pytest.mark.parametrize(("name", "longest"), [("address", 50), ("city", 50), ("first_name", 45), ("last_name", 45)])
def test_the_bank_s_lengths_are_the_form_s(name, longest):
    assert customer_from({**EXAMPLE, name: "x" * longest})
    assert list(faults(**{name: "x" * (longest + 1)})) == [name]


@pytest.mark.parametrize(("country", "code"), [("FR", "4400"), ("FR", "4400O"), ("BE", "44000"), ("FR", "４４０００")])
def test_a_postal_code_has_its_country_s_digits(country, code):
    assert list(faults(country=country, postal_code=code)) == ["postal_code"]


def test_a_country_out_of_the_list_is_refused():
    assert list(faults(country="US")) == ["country"]


def test_control_characters_are_refused():
    assert list(faults(city="Nan\x00tes")) == ["city"]


def test_all_faults_are_told_at_once():
    assert list(faults(first_name="", email="x", postal_code="1")) == ["first_name", "email", "postal_code"]


def test_entries_are_tidied_and_strangers_dropped():
    entries = tidied({"city": "  Saint\u00a0\u202f Nazaire\n", "admin": "1"})

    assert entries["city"] == "Saint Nazaire"
    assert entries["email"] == ""
    assert "admin" not in entries
