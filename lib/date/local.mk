libdateline_a_SOURCES += \
	lib/date/calendar.c \
	lib/date/field.c \
	lib/date/named.c \
	lib/date/names.c \
	lib/date/names.h \
	lib/date/names_table.c \
	lib/date/number.c \
	lib/date/number.h \
	lib/date/numeric.c \
	lib/date/range.c \
	lib/date/scan.c \
	lib/date/scan.h
