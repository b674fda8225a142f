# An article -> its date, countries and source.
libdateline_a_SOURCES += \
	lib/metadata/agency.c \
	lib/metadata/country/context.c \
	lib/metadata/country/context.h \
	lib/metadata/country/choose.c \
	lib/metadata/country/features.c \
	lib/metadata/country/english.c \
	lib/metadata/country/english.h \
	lib/metadata/country/features.inc \
	lib/metadata/country/list.c \
	lib/metadata/country/explain.c \
	lib/metadata/country/explain.h \
	lib/metadata/country/features.h \
	lib/metadata/country/home.c \
	lib/metadata/country/home.h \
	lib/metadata/country/names.c \
	lib/metadata/country/persons.c \
	lib/metadata/country/qualified.c \
	lib/metadata/country/salience.c \
	lib/metadata/country/sense.c \
	lib/metadata/country/sense.h \
	lib/metadata/country/tally.c \
	lib/metadata/country/tally.h \
	lib/metadata/country/salience.h \
	lib/metadata/date/address.c \
	lib/metadata/date/date.c \
	lib/metadata/date/date.h \
	lib/metadata/date/date_line.c \
	lib/metadata/date/date_line.h \
	lib/metadata/date/header.c \
	lib/metadata/date/text.c \
	lib/metadata/date/weekday.c \
	lib/metadata/dateline.c \
	lib/metadata/dateline.h \
	lib/metadata/evidence.c \
	lib/metadata/evidence.h \
	lib/metadata/metadata.c \
	lib/metadata/words.c \
	lib/metadata/words.h

word_data = \
	lib/metadata/data/addresses.tsv \
	lib/metadata/data/agencies.tsv \
	lib/metadata/data/context.tsv \
	lib/metadata/data/countries.tsv \
	lib/metadata/data/date-lines.tsv \
	lib/metadata/data/english.tsv \
	lib/metadata/data/text-dates.tsv
EXTRA_DIST += $(word_data)

# The word lists are compiled into C arrays by a program that runs while building.
EXTRA_DIST += lib/metadata/compile_words.c lib/metadata/words.h
compile_words: lib/metadata/compile_words.c lib/metadata/words.h
	$(AM_V_CC)$(COMPILE_FOR_BUILD) -o $@ $(srcdir)/lib/metadata/compile_words.c
word_tables.inc: $(word_data) compile_words
	$(AM_V_GEN)./compile_words $(word_data:%=$(srcdir)/%) > $@.tmp && mv $@.tmp $@
CLEANFILES += compile_words word_tables.inc word_tables.inc.tmp
lib/metadata/words.$(OBJEXT): word_tables.inc
