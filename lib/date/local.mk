libdateline_a_SOURCES += \
	lib/date/calendar.c \
	lib/date/expression.c \
	lib/date/field.c \
	lib/date/match.c \
	lib/date/match.h \
	lib/date/named.c \
	lib/date/names.c \
	lib/date/names.h \
	lib/date/number.c \
	lib/date/number.h \
	lib/date/numeric.c \
	lib/date/scan.c \
	lib/date/scan.h

name_data = lib/date/data/months.tsv lib/date/data/weekdays.tsv
EXTRA_DIST += $(name_data)

# The tables are compiled into C arrays by a program that runs while building.
EXTRA_DIST += lib/date/compile_names.c lib/date/names.h
compile_names: lib/date/compile_names.c lib/date/names.h
	$(AM_V_CC)$(COMPILE_FOR_BUILD) -o $@ $(srcdir)/lib/date/compile_names.c
name_tables.inc: $(name_data) compile_names
	$(AM_V_GEN)./compile_names $(srcdir)/lib/date/data > $@.tmp && mv $@.tmp $@
CLEANFILES += compile_names name_tables.inc name_tables.inc.tmp
lib/date/names.$(OBJEXT): name_tables.inc
