from services.intake.spelling import SPOKEN, spelled
from shared.sealing.receipt import ALPHABET


def test_every_character_of_a_code_can_be_said_and_no_two_sound_alike() -> None:
    assert set(SPOKEN) == set(ALPHABET)
    assert len(set(SPOKEN.values())) == len(SPOKEN)
    assert all(said.startswith(letter) for letter, said in SPOKEN.items() if letter.isalpha())


def test_a_code_is_spelled_group_by_group() -> None:
    assert spelled("2K-QZ") == [[("2", "zwo"), ("K", "Köln")], [("Q", "Quickborn"), ("Z", "Zwickau")]]
