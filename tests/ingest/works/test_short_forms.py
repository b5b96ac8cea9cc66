from __future__ import annotations

import pytest

from claimgraph.ingest.works import Note, read_citing

A, B = "Ann Lee et al., A Study, https://a.org/x.", "Bo Ray, “A Thing Like That,” X, 2020, https://b.org/y."
BOTH = "Ann Lee et al., A Study, https://a.org/x; Bo Ray, B, https://b.org/y."
LAW = "See Junger v. Daley, 209 F.3d 481 (6th Cir. 2000)."
CASES = [
    ([A, "Id."], "a.org/x", "footnote 1 cites this work alone"),
    ([A, "Id. at 3-4."], "a.org/x", "footnote 1 cites this work alone"),
    ([A, "See id."], "a.org/x", "footnote 1 cites this work alone"),
    ([A, "Ibid., p. 4."], "a.org/x", "footnote 1 cites this work alone"),
    ([A, "Id.", "Ibid."], "a.org/x", "footnote 2 cites this work alone"),
    ([A, "Identity matters."], None, ""),
    ([BOTH, "Id."], None, "there are 2 works before it"),
    (["Words only.", "Id."], None, "the footnote before it cites nothing"),
    (["Id."], None, "there is no footnote 0 before it"),
    (["Lee, A (2014) and Ray, B (2012).", "Id."], None, "what it points to could not be told from its words"),
    ([A, "Supra notes 1-3.", "Id."], None, "the short form before it is not resolved"),
    ([f"{A[:-1]}; id. at 4."], "a.org/x", "the citation before it in footnote 1"),
    ([A, B, "Lee et al., supra note 1, at 3."], "a.org/x", "the work in footnote 1 with this name"),
    ([A, B, "Leeet al.,supranote 1."], "a.org/x", "the work in footnote 1 with this name"),
    ([BOTH, "Ray, supra n. 1."], "b.org/y", "the work in footnote 1 with this name"),
    ([BOTH, "See note 1 above."], None, "there are 2 works in footnote 1"),
    ([A, "See note 1 above."], "a.org/x", "footnote 1 cites this work alone"),
    ([A, "See footnote 1."], "a.org/x", "footnote 1 cites this work alone"),
    ([A, B, "Lee, supra note 2."], None, "footnote 2 has nothing with the name 'Lee'; footnote 1 has"),
    ([A, "Lee, supra note 9."], None, "there is no footnote 9 before it"),
    ([A, "See supra notes 1-5."], None, "it names several footnotes"),
    ([A, "See supra Part II."], None, "it names no footnote"),
    ([A, "Lee, supra note 2."], None, "it names its own footnote"),
    (["89 Fed. Reg. 14059 [hereinafter RFC].", "RFC at 14061."], "89/14059",
     "the work that is called 'RFC' from there on"),
    (["89 Fed. Reg. 14059 (hereinafter “the Notice”).", "The Notice, supra note 1, at 5."], "89/14059",
     "the work that footnote 1 gives this name"),
    (["Center for Democracy & Technology, Report (2022), https://a.org/x", "CDT, supra note 1."], "a.org/x",
     "the work in footnote 1 with this name"),
    ([B, "Ray, “A Thing Like That,” p. 3."], "b.org/y", "author and title as in a footnote before"),
    ([B, "Ray, “Another Thing Altogether,” p. 3."], None, ""),
    ([B, "Ray, p. 3."], "b.org/y", "the one work of this author cited before"),
    ([B, "Bo Ray, C, https://c.org/z", "Ray, p. 3."], None, "there are 2 works cited before that begin with this name"),
    ([LAW, "Junger, 209 F.3d at 485."], "209 F.3d 481", "the decision in 209 F.3d that was cited before"),
    ([LAW, "Roe v. Doe, 209 F.3d 9 (2000)", "Junger, 209 F.3d at 485."], None, "there are 2 decisions in 209 F.3d"),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "value", "reason"), CASES)
def test_the_last_short_form_stands_for(texts: list[str], value: str | None, reason: str) -> None:
    citing = read_citing(Note("acme", number, text) for number, text in enumerate(texts, start=1))
    if not reason:
        assert citing.short_forms == ()
        return
    last = citing.short_forms[-1]
    assert (last.target.key.value if last.target else None, last.reason) == (value, reason)


def test_each_letter_is_read_alone() -> None:
    citing = read_citing([Note("one", 1, A), Note("two", 2, "Id.")])
    assert citing.short_forms[0].target is None


def test_a_short_form_beside_a_full_citation_is_read_too() -> None:
    citing = read_citing([Note("a", 1, A), Note("a", 2, "See Lee et al., supra note 1 and Bo Ray, B, https://b.org/y")])
    assert [(each.kind, each.target and each.target.note) for each in citing.short_forms] == [("supra", 1)]
    assert [each.key.value for each in citing.references] == ["a.org/x", "b.org/y"]
