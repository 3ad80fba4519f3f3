from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tools.package.archive import check_size, contents_digest, write_archive
from tools.package.failure import PackageFailed


def test_a_bundle_that_is_too_large_is_refused_with_its_largest_parts(tmp_path: Path) -> None:
    noise = Random(1).randbytes  # noqa: S311 - what cannot be compressed
    write_archive(
        {"light/a.py": noise(1000), "heavy/a.so": noise(2_000_000), "heavy/b.so": noise(1000)}, tmp_path / "z"
    )

    with pytest.raises(
        PackageFailed, match=r"has 2\.0 MB, the limit is 1\.5 MB[^!]*\n  heavy +2\.0 MB\n  light +0\.0 MB"
    ):
        check_size(tmp_path / "z", 1_500_000)
    check_size(tmp_path / "z")


def test_the_digest_of_contents_sees_names_and_bytes_and_no_order() -> None:
    digest = contents_digest({"a": b"1", "b": b"2"})

    assert digest == contents_digest({"b": b"2", "a": b"1"})
    assert len({digest, contents_digest({"a": b"2", "b": b"1"}), contents_digest({"a": b"1", "c": b"2"})}) == 3
