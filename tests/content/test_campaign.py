"""A campaign as one value: what is looked up in it, also after a part took another's place."""

from content.parts import placed
from tests.stores import bundled


def test_a_part_that_took_anothers_place_is_the_one_that_is_found():
    before = bundled()
    case, event = before.cases[0], before.events[0]
    assert before.case(case.slug) is case
    assert before.event(event.slug) is event
    changed = case.model_copy(update={"stood_down": None, "texts": {"en": case.texts["en"]}})
    later = placed(before, "case", changed)
    assert later.case(case.slug) is changed
    assert later.event(event.slug) is event
    assert before.case(case.slug) is case
