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
noinst_PROGRAMS += compile_names
compile_names_SOURCES = lib/date/compile_names.c lib/date/names.h
name_tables.inc: $(name_data) compile_names$(EXEEXT)
	$(AM_V_GEN)./compile_names$(EXEEXT) $(srcdir)/lib/date/data > $@.tmp && mv $@.tmp $@
CLEANFILES += name_tables.inc name_tables.inc.tmp
lib/date/names.$(OBJEXT): name_tables.inc
