from __future__ import annotations

import sys
from pathlib import Path

import pytest
import tensorflow as tf

from bot.stubs import tensorflow as stub
from bot.tests.conftest import PROJECT
from bot.training import InvalidDialogue, train


def test_tensorflow_weighs_nothing() -> None:
    assert tf.__version__ == "0.0.0"
    assert isinstance(tf.keras.layers.Dense, type)
    assert len([name for name in sys.modules if name.partition(".")[0] == "tensorflow"]) < 30


def test_it_can_be_inherited_from_and_decorate() -> None:
    class Layer(tf.keras.layers.Layer):
        @tf.function
        def call(self) -> int:
            return 5

    assert Layer(units=3).call() == 5


def test_the_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_TENSORFLOW", "real")
    assert stub.install() is False


def test_a_pipeline_that_needs_the_real_one_says_so(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text((PROJECT / "domain.yml").read_text("utf-8"), "utf-8")
    (tmp_path / "config.yml").write_text("assistant_id: x\npipeline: [{name: DIETClassifier}]\n", "utf-8")
    with pytest.raises(InvalidDialogue, match="RAPPORT_TENSORFLOW=real"):
        train(tmp_path, tmp_path / "model.tar.gz")
