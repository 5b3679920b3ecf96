# make demo   everything from a bare machine to entities: of the pipeline that comes with the
#             repository, and of one that is trained on the sample corpus
# make test   everything from a bare machine to the whole test suite
# make dist   the package's sdist and wheel, checked together with phonener_lite's
# make test-all  the test suite under every Python that is supported and that is here
# make audit  known vulnerabilities in what is installed (pip-audit), where the list of them
#             can be reached
# make bench  how fast phonener_lite and other pipelines are, side by side; an hour on two
#             cores. WIKIANN is WikiANN's folder, to which it is fetched if it is not there
# make gpu    does all of it run on a GPU, and how fast? Eight minutes; nothing is fetched. GPU
#             is the folder that make gpu-folder made, which may be on another machine:
#             of WikiANN, as converted to corpus/, and of Python packages for GPU_PYTHON
# Needed: Python 3.11 to 3.14 and make.

PYTHON ?= python3
VENV ?= .venv
# Installed first. Plain PyPI wheels for Linux bring CUDA along; for a CPU-only build:
# make demo TORCH="torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu"
TORCH ?= torch==2.13.0

WIKIANN ?= assets/wikiann

GPU ?= gpu
GPU_PYTHON ?= 3.12

# Of configs/lite.cfg, for the sample corpus
SAMPLE := --training.max_steps 500 --training.eval_frequency 100 \
	--training.optimizer.learn_rate.warmup_steps 50 \
	--training.optimizer.learn_rate.total_steps 500

PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed

.PHONY: demo test test-all bench gpu gpu-folder dist lint audit clean

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --upgrade pip
	$(PY) -m pip install --quiet $(TORCH)
	$(PY) -m pip install --quiet --editable ".[test]"
	touch $@

demo: $(INSTALLED)
	$(PY) -m pip install --quiet --no-deps --force-reinstall assets/phonener_lite-*.whl
	$(PY) -m spacy phonener demo phonener_lite assets/demo.jsonl \
		--output displacy/phonener_lite.html
	$(PY) -m spacy project run all . \
		--vars.config lite \
		--vars.system sample \
		--vars.wikiann assets/sample \
		--vars.corpus corpus/sample \
		--vars.overrides " $(SAMPLE)"

test: $(INSTALLED) lint
	# A worker a core; more threads would wait for each other.
	OMP_NUM_THREADS=1 $(PY) -m pytest -n auto --dist loadfile

test-all: $(INSTALLED)
	$(PY) -m pip install --quiet nox
	TORCH="$(TORCH)" $(VENV)/bin/nox

bench: $(INSTALLED)
	$(PY) -m pip install --quiet --editable ".[bench]"
	$(PY) -m pip install --quiet --no-deps --force-reinstall assets/phonener_lite-*.whl
	$(PY) -m spacy phonener download $(WIKIANN)
	$(PY) -m spacy phonener convert $(WIKIANN) corpus/bench
	$(PY) -m benchmarks.speed corpus/bench benchmarks/results/speed
	$(PY) -m benchmarks.speed.phonemizer corpus/bench benchmarks/results/speed_phonemizer
	$(PY) -m benchmarks.speed.growth corpus/bench benchmarks/results/speed_growth
	$(PY) -m benchmarks.speed.training corpus/bench benchmarks/results/speed_training

# By a Python of that machine's own, which has PyTorch and CuPy.
gpu:
	test -d $(GPU)/site || ! test -f $(GPU)/site.tar.xz || tar -C $(GPU) -xf $(GPU)/site.tar.xz
	PYTHONPATH=$(GPU)/site $(PYTHON) -m benchmarks.gpu $(GPU)/corpus benchmarks/results/gpu

gpu-folder: $(INSTALLED)
	rm -rf $(GPU)
	$(PY) -m benchmarks.gpu.carry corpus $(GPU) --python $(GPU_PYTHON)

dist: $(INSTALLED)
	rm -rf dist
	$(PY) -m build
	$(VENV)/bin/twine check --strict dist/* assets/phonener_lite-*.whl

lint: $(INSTALLED)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

audit: $(INSTALLED)
	$(PY) .ci/audit.py

clean:
	rm -rf $(VENV) dist corpus training metrics packages displacy report gpu project.lock
