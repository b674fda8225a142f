libdateline_a_SOURCES += \
	lib/xapianc/binding.hh \
	lib/xapianc/error.cc \
	lib/xapianc/stem.cc
