"""The nearest statements of other organisations, and clusters, whatever the order in which statements come."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.national import wording
from phaen.loaders.similarity.blocking import BANDS, WINDOW, candidates
from phaen.loaders.similarity.clusters import CLUSTER_THRESHOLD, Cluster, clusters
from phaen.loaders.similarity.neighbours import (
    MOST_LINKS,
    THRESHOLD,
    Pair,
    PlanStatement,
    Wording,
    join_near,
    pairs,
    wordings,
)
from phaen.loaders.similarity.profiles import profile, score

TEXTS = (
    *("ก่อสร้างถนน คสล. หมู่ที่ 5", "ก่อสร้างถนน คสล. หมู่ที่ 9", "ปรับปรุงถนนลูกรัง", "ส่งเสริมอาชีพ", "พัฒนาและส่งเสริมอาชีพ", "ป้องกันน้ำท่วม"),
    *("จัดการขยะมูลฝอย", "บริหารจัดการขยะมูลฝอยชุมชน", "๑๒", "เบี้ยยังชีพผู้สูงอายุ"),
)


def statement(number: int, owner: int, text: str) -> PlanStatement:
    return PlanStatement(f"http://example.org/{owner}/{number}", text, "project", f"http://example.org/{owner}")


some = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(TEXTS)), max_size=25).map(
    lambda found: [statement(number, owner, text) for number, (owner, text) in enumerate(found)]
)


def found_in(statements: list[PlanStatement], most: int = 2) -> tuple[list[Pair], list[Cluster]]:
    gathered = near(statements)
    return pairs(gathered, most), sorted(clusters(gathered), key=lambda cluster: cluster.key)


def near(statements: list[PlanStatement]) -> list[Wording]:
    gathered = wordings(statements)
    join_near(gathered)
    return gathered


@settings(max_examples=30)
@given(some, st.randoms(use_true_random=False))
def test_the_order_of_the_statements_changes_nothing(statements: list[PlanStatement], chance: Random) -> None:
    mixed = list(statements)
    chance.shuffle(mixed)
    assert found_in(mixed) == found_in(statements)


@settings(max_examples=30)
@given(some)
def test_pairs_are_of_two_organisations_alike_and_few(statements: list[PlanStatement]) -> None:
    by_iri = {found.iri: found for found in statements}
    found, gathered = found_in(statements)
    links: dict[str, int] = {}
    for pair in found:
        first, second = by_iri[pair.first], by_iri[pair.second]
        assert first.iri < second.iri
        assert first.owner != second.owner
        assert pair.score == score(profile(first.text), profile(second.text)) >= THRESHOLD
        for iri in (pair.first, pair.second):
            links[iri] = links.get(iri, 0) + 1
    assert max(links.values(), default=0) <= 2 * MOST_LINKS
    members = [member.iri for cluster in gathered for member in cluster.members]
    assert len(members) == len(set(members))


@settings(max_examples=30)
@given(some)
def test_every_member_of_a_cluster_is_like_its_label(statements: list[PlanStatement]) -> None:
    for cluster in found_in(statements)[1]:
        assert cluster.organisations > 1
        assert cluster.label in {member.text for member in cluster.members}
        label = profile(cluster.label)
        assert all(score(label, profile(member.text)) >= CLUSTER_THRESHOLD for member in cluster.members)


def test_two_editions_of_one_plan_are_not_other_plans() -> None:
    found = [statement(1, 1, TEXTS[0]), statement(2, 1, TEXTS[0])]
    assert found_in(found) == ([], [])


def test_a_budget_line_that_all_have_makes_no_clique() -> None:
    many = [statement(number, number % 300, f"ก่อสร้างถนน คสล. หมู่ที่ {number}") for number in range(900)]
    found, gathered = found_in(many, most=5)
    assert len(found) <= 5 * len(many)
    assert [(len(cluster.members), cluster.organisations) for cluster in gathered] == [(900, 300)]
    linked = {iri for pair in found for iri in (pair.first, pair.second)}
    assert len(linked) == len(many), "each has neighbours"


def test_one_statement_is_not_the_neighbour_of_all_lines_of_another_plan() -> None:
    lines = [statement(number, 1, f"ก่อสร้างถนน คสล. หมู่ที่ {number}") for number in range(100)]
    found, _ = found_in([*lines, statement(0, 2, "ก่อสร้างถนน คสล.")], most=5)
    assert len(found) == 5 * MOST_LINKS


def test_nothing_is_found_in_nothing() -> None:
    assert found_in([]) == ([], [])


def made(count: int) -> list[PlanStatement]:
    chance = Random(7)
    return [
        statement(number, chance.randrange(50), f"{wording.doing(chance)} {chance.choice(wording.THINGS)}")
        for number in range(count)
    ]


def test_blocking_finds_nearly_all_that_comparing_all_with_all_finds() -> None:
    gathered = wordings(made(500))
    profiles = [found.profile for found in gathered]
    alike = {
        (a, b): alike
        for a in range(len(profiles))
        for b in range(a + 1, len(profiles))
        if (alike := score(profiles[a], profiles[b])) >= THRESHOLD
    }
    met = {(a, b) for a, others in candidates(profiles) for b in others}
    best = {pair for pair, alike in alike.items() if alike >= CLUSTER_THRESHOLD}
    assert len(alike) > 200
    assert len(best & met) >= 0.97 * len(best)
    assert len(alike.keys() & met) >= 0.85 * len(alike)


def test_the_work_for_each_text_is_bounded() -> None:
    profiles = [profile(f"ก่อสร้างถนน {'ก' * (number % 7)}") for number in range(300)]
    ordered = sorted(profiles, key=lambda found: found.words)
    assert max(len(others) for _, others in candidates(ordered)) <= BANDS * WINDOW
