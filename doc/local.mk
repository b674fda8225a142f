# Man pages, documents and examples.
dist_man_MANS += doc/dateline-index.1 doc/dateline-search.1 doc/dateline-query.7 \
	doc/dateline-config.5 doc/dateline-fields.7 doc/dateline-index-format.5
EXTRA_DIST += HACKING.md doc/corpus.md scripts/fields-man.awk
dist_doc_DATA += doc/index-format.md doc/metadata.md doc/ranking.md doc/cluster.md doc/scale.md doc/security.md doc/charsets.md doc/html.md
examplesdir = $(docdir)/examples
dist_examples_DATA = doc/examples/crontab doc/examples/dateline-index.service doc/examples/dateline-index.timer \
	doc/examples/dateline-shard.service doc/examples/dateline-shard.timer doc/examples/dateline-serve.service \
	doc/examples/dateline-publish.service doc/examples/dateline-follow.service \
	doc/examples/filters
