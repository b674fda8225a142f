# The archive that the demo and the tests index.
EXTRA_DIST += corpus/README.md corpus/feed.jsonl corpus/cable.jsonl.gz \
	corpus/wire corpus/web corpus/regional corpus/archive
