# Every command of the project. `make run` and `make test` are all that is needed at first.
.PHONY: help setup train load run check test bench wechat-demo clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

setup: ## create both environments from the lock files
	@sh launch/setup.sh app

load: setup ## create the database, load the content, export the names
	@.venv/bin/python -m knowledge load

train: setup ## train the model if the training data, names or components changed
	@.venv/bin/python -m launch train

run: setup ## start everything and print the address once a first answer was given
	@exec .venv/bin/python -m launch run

check: ## style, types, import direction, secrets
	@sh launch/setup.sh dev
	@.venv/bin/ruff format --check --quiet . && .venv/bin/ruff check --quiet .
	@.venv/bin/mypy --no-error-summary language knowledge actions web worker launch benchmarks
	@.venv/bin/python -m pytest -q tests/test_house.py

test: ## set up what the tests need and run every test
	@sh launch/setup.sh dev
	@.venv/bin/python -m launch train
	@.venv/bin/python -m pytest

bench: setup ## measure against stock Rasa (makes .venv-baseline, 3 GB)
	@sh launch/setup.sh dev
	@sh launch/setup.sh baseline
	@.venv/bin/python -m benchmarks.load

wechat-demo: setup ## talk to an office of its own through a simulated WeChat
	@sh launch/setup.sh dev
	@.venv/bin/python -m launch train
	@.venv/bin/python -m tests.wechat_simulator

clean: ## remove environments, models and everything that was built; data in var/ stays
	rm -rf .venv .venv-bot .venv-baseline build models .mypy_cache .ruff_cache .pytest_cache .hypothesis
