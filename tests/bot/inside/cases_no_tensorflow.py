"""The stand-in for TensorFlow serves Rasa's imports and refuses work."""

import importlib
import importlib.machinery
import sys
import unittest
import warnings
from importlib.metadata import PackageNotFoundError, version

from bot import no_tensorflow, patches

warnings.simplefilter("ignore")
no_tensorflow.install()


class StandIn(unittest.TestCase):
    def test_the_real_tensorflow_is_not_installed(self) -> None:
        for name in ("tensorflow", "tensorflow-cpu", "keras"):
            with self.assertRaises(PackageNotFoundError, msg="then the stand-in only hides it: remove one of the two"):
                version(name)

    def test_rasa_still_imports_tensorflow_at_start(self) -> None:
        importlib.import_module("rasa.engine.recipes.default_recipe")
        self.assertIn("tensorflow", sys.modules, "Rasa no longer needs the stand-in")

    def test_rasas_own_neural_modules_can_be_imported(self) -> None:
        for name in ("rasa.core.policies.ted_policy", "rasa.nlu.classifiers.diet_classifier", "rasa.__main__"):
            importlib.import_module(name)

    def test_real_use_raises_a_sentence(self) -> None:
        tensorflow = importlib.import_module("tensorflow")
        for use in (lambda: tensorflow.constant([1.0]), lambda: tensorflow.keras.layers.Dense(4)):
            with self.assertRaisesRegex(no_tensorflow.LeftOut, "TensorFlow is left out here"):
                use()

    def test_subclasses_of_the_stand_in_cannot_be_made_either(self) -> None:
        from rasa.utils.tensorflow.models import RasaModel

        with self.assertRaises(no_tensorflow.LeftOut):
            RasaModel()

    def test_what_imports_need_is_harmless(self) -> None:
        tensorflow = importlib.import_module("tensorflow")

        @tensorflow.function
        def decorated() -> int:
            return 3

        self.assertEqual(decorated(), 3)
        self.assertIsNotNone(tensorflow.Tensor | None)
        self.assertIsNotNone(tensorflow.Tensor[int])

    def test_installing_twice_changes_nothing(self) -> None:
        before = list(sys.meta_path)
        no_tensorflow.install()
        self.assertEqual(sys.meta_path, before)

    def test_the_stand_in_for_google_auth_gives_way_to_the_real_one(self) -> None:
        ours = [place for place, finder in enumerate(sys.meta_path) if isinstance(finder, no_tensorflow._Finder)]
        real = sys.meta_path.index(importlib.machinery.PathFinder)
        self.assertTrue(ours[0] < real < ours[1])


class Version(unittest.TestCase):
    def test_rasa_is_the_version_that_all_this_was_written_for(self) -> None:
        self.assertEqual(version("rasa"), patches.RASA_VERSION)


if __name__ == "__main__":
    unittest.main()
