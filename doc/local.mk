# Man pages, documents and examples.
EXTRA_DIST += HACKING.md doc/corpus.md
examplesdir = $(docdir)/examples
dist_examples_DATA = doc/examples/crontab doc/examples/dateline-index.service doc/examples/dateline-index.timer
