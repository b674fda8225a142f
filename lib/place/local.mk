libdateline_a_SOURCES += \
	lib/place/country.c \
	lib/place/gazetteer.c \
	lib/place/country_group.c \
	lib/place/languages.h \
	lib/place/scan.c \
	lib/place/tables.h \
	lib/place/token.h

place_data = \
	lib/place/data/aliases.tsv \
	lib/place/data/ambiguous.tsv \
	lib/place/data/cities.tsv \
	lib/place/data/countries.tsv \
	lib/place/data/endings.tsv \
	lib/place/data/former.tsv \
	lib/place/data/forms.tsv \
	lib/place/data/given-names.tsv \
	lib/place/data/groups.tsv \
	lib/place/data/languages.tsv \
	lib/place/data/newsmakers.tsv \
	lib/place/data/names.tsv \
	lib/place/data/phrases.tsv \
	lib/place/data/places.tsv \
	lib/place/data/regions.tsv \
	lib/place/data/regions-world.tsv
EXTRA_DIST += $(place_data) lib/place/data/README scripts/make-country-names.py scripts/make-gazetteer.py scripts/fit-weights.py

# The tables are compiled into C arrays by a program that runs while building.
EXTRA_DIST += lib/place/compile_gazetteer.c lib/place/languages.h lib/place/tables.h lib/place/token.h
compile_gazetteer: lib/place/compile_gazetteer.c lib/place/languages.h lib/place/tables.h lib/place/token.h
	$(AM_V_CC)$(COMPILE_FOR_BUILD) -o $@ $(srcdir)/lib/place/compile_gazetteer.c -lm
gazetteer_tables.inc: $(place_data) compile_gazetteer
	$(AM_V_GEN)./compile_gazetteer $(srcdir)/lib/place/data > $@.tmp && mv $@.tmp $@
CLEANFILES += compile_gazetteer gazetteer_tables.inc gazetteer_tables.inc.tmp
lib/place/gazetteer.$(OBJEXT): gazetteer_tables.inc

# Rows of C: the names of a group, then its members.
groups.inc: lib/place/data/groups.tsv
	$(AM_V_GEN)awk -F '\t' '/^=/ { for (i = 2; i <= NF; i++) printf "{ .name = \"%s\" },\n", $$i } \
	    /^[+]/ { gsub("-", ""); printf "{ .code = { \"%s\" }, .from = %d, .to = %d },\n", $$2, $$3, $$4 }' \
	    $(srcdir)/lib/place/data/groups.tsv > $@.tmp && mv $@.tmp $@
CLEANFILES += groups.inc groups.inc.tmp
lib/place/country_group.$(OBJEXT): groups.inc
