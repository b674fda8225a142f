
# Countries and mentions.
libindexer_a_SOURCES += \
	indexer/country_evidence.c \
	indexer/country_evidence.h \
	indexer/country_weights.inc \
	indexer/metadata_country.c \
	indexer/metadata_country.h
