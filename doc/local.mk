# Man pages, documents and examples.
dist_man_MANS += doc/dateline-index.1 doc/dateline-search.1 doc/dateline-query.7
EXTRA_DIST += HACKING.md doc/corpus.md doc/index-format.md
examplesdir = $(docdir)/examples
dist_examples_DATA = doc/examples/crontab doc/examples/dateline-index.service doc/examples/dateline-index.timer
