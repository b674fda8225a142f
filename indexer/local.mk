# The indexer: sources -> articles -> metadata -> terms -> engine.  main.c is all that is not in the archive.
libindexer_a_SOURCES += \
	indexer/actions.c \
	indexer/actions.h \
	indexer/clean.c \
	indexer/config.c \
	indexer/format.c \
	indexer/format.h \
	indexer/format_json.c \
	indexer/format_jsonl.c \
	indexer/format_stored.c \
	indexer/format_text.c \
	indexer/intake.c \
	indexer/intake.h \
	indexer/interrupt.c \
	indexer/interrupt.h \
	indexer/json_line.c \
	indexer/json_line.h \
	indexer/queue.c \
	indexer/queue.h \
	indexer/rebuild.c \
	indexer/report.c \
	indexer/report.h \
	indexer/run.c \
	indexer/run.h \
	indexer/settings.c \
	indexer/settings.h \
	indexer/state.c \
	indexer/state.h \
	indexer/stream.c \
	indexer/stream.h \
	indexer/summary.c \
	indexer/summary.h \
	indexer/walk.c \
	indexer/walk.h \
	indexer/worker.c \
	indexer/worker.h

bin_PROGRAMS += dateline-index
dateline_index_SOURCES = indexer/main.c
dateline_index_LDADD = libindexer.a libdateline.a $(DL_LIBS)

# Countries and mentions.
libindexer_a_SOURCES += \
	indexer/country_context.c \
	indexer/country_context.h \
	indexer/country_english.c \
	indexer/country_english.h \
	indexer/country_evidence.c \
	indexer/country_evidence.h \
	indexer/country_explain.c \
	indexer/country_explain.h \
	indexer/country_features.h \
	indexer/country_home.c \
	indexer/country_home.h \
	indexer/country_model.c \
	indexer/country_model.h \
	indexer/country_qualified.c \
	indexer/country_qualified.h \
	indexer/country_sense.c \
	indexer/country_sense.h \
	indexer/country_tally.c \
	indexer/country_tally.h \
	indexer/country_weights.inc \
	indexer/metadata_country.c \
	indexer/metadata_country.h \
	indexer/word_index.c \
	indexer/word_index.h

# Dates, datelines and the metadata step as a whole.
libindexer_a_SOURCES += \
	indexer/agency.c \
	indexer/dateline.c \
	indexer/dateline.h \
	indexer/metadata.c \
	indexer/metadata.h \
	indexer/metadata_date.c \
	indexer/metadata_date.h \
	indexer/date_line.c \
	indexer/date_line.h \
	indexer/metadata_header.c \
	indexer/metadata_text.c \
	indexer/metadata_url.c
