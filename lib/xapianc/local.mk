libdateline_a_SOURCES += \
	lib/xapianc/any_of.cc \
	lib/xapianc/any_of.hh \
	lib/xapianc/binding.hh \
	lib/xapianc/database.cc \
	lib/xapianc/error.cc \
	lib/xapianc/glass.c \
	lib/xapianc/positions.cc \
	lib/xapianc/positions.hh \
	lib/xapianc/query.cc \
	lib/xapianc/search.cc \
	lib/xapianc/stem.cc \
	lib/xapianc/writer.cc
