#!/usr/bin/env python3
"""Read a native index as doc/index-format.md describes it, with nothing but Python's standard library.

    read_index.py DIR                 check everything, print a summary
    read_index.py DIR --articles      print the records of live articles as JSON, one a line, newest first
    read_index.py DIR --terms         print every term, the live articles that have it and its occurrences in them

Exit status 1, with a message, when the index is not what the page says.  It is a test of the page, not a tool.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import struct
import sys
import zlib

VERSION = 2
NO_DOC = 0xFFFFFFFF
M64 = (1 << 64) - 1


class Damage(Exception):
    pass


def need(truth, what):
    if not truth:
        raise Damage(what)


# ---- XXH3-64, seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md) -----------------------------------------------

SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb"
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")
P32_1, P32_2, P32_3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
P64_1, P64_2, P64_3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P64_4, P64_5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
MX1, MX2 = 0x165667919E3779F9, 0x9FB21C651E98DF25


def r32(b, i):
    return int.from_bytes(b[i:i + 4], "little")


def r64(b, i):
    return int.from_bytes(b[i:i + 8], "little")


def fold(a, b):
    p = a * b
    return (p & M64) ^ (p >> 64)


def avalanche(h):
    h ^= h >> 37
    h = h * MX1 & M64
    return h ^ h >> 32


def avalanche64(h):
    h ^= h >> 33
    h = h * P64_2 & M64
    h ^= h >> 29
    h = h * P64_3 & M64
    return h ^ h >> 32


def rotate(v, n):
    return (v << n | v >> (64 - n)) & M64


def mix16(b, i, s):
    return fold(r64(b, i) ^ r64(SECRET, s), r64(b, i + 8) ^ r64(SECRET, s + 8))


def xxh3_short(b):
    n = len(b)
    if n == 0:
        return avalanche64(r64(SECRET, 56) ^ r64(SECRET, 64))
    if n <= 3:
        v = b[0] << 16 | b[n >> 1] << 24 | b[-1] | n << 8
        return avalanche64((r32(SECRET, 0) ^ r32(SECRET, 4)) ^ v)
    if n <= 8:
        v = (r32(b, n - 4) + (r32(b, 0) << 32)) ^ (r64(SECRET, 8) ^ r64(SECRET, 16))
        v ^= rotate(v, 49) ^ rotate(v, 24)
        v = v * MX2 & M64
        v ^= (v >> 35) + n
        v = v * MX2 & M64
        return v ^ v >> 28
    if n <= 16:
        low = r64(b, 0) ^ (r64(SECRET, 24) ^ r64(SECRET, 32))
        high = r64(b, n - 8) ^ (r64(SECRET, 40) ^ r64(SECRET, 48))
        swapped = int.from_bytes(low.to_bytes(8, "little"), "big")
        return avalanche((n + swapped + high + fold(low, high)) & M64)
    h = n * P64_1
    if n <= 128:
        for i in range((n - 1) // 32, -1, -1):
            h += mix16(b, 16 * i, 32 * i) + mix16(b, n - 16 * (i + 1), 32 * i + 16)
        return avalanche(h & M64)
    for i in range(8):
        h += mix16(b, 16 * i, 16 * i)
    h = avalanche(h & M64)
    for i in range(8, n // 16):
        h += mix16(b, 16 * i, 16 * (i - 8) + 3)
    return avalanche((h + mix16(b, n - 16, 136 - 17)) & M64)


STRIPE_SECRETS = [struct.unpack("<8Q", SECRET[i:i + 64]) for i in range(0, 129, 8)]
LAST_SECRET = struct.unpack("<8Q", SECRET[121:185])
SCRAMBLE_SECRET = struct.unpack("<8Q", SECRET[128:192])


def accumulate(acc, words, secret):
    for i in range(8):
        v = words[i]
        k = v ^ secret[i]
        acc[i ^ 1] = acc[i ^ 1] + v & M64
        acc[i] = acc[i] + (k & 0xFFFFFFFF) * (k >> 32) & M64


def xxh3(b):
    n = len(b)
    if n <= 240:
        return xxh3_short(b)
    acc = [P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1]
    per_block = 16
    stripes = (n - 1) // 64
    for i in range(stripes):
        accumulate(acc, struct.unpack_from("<8Q", b, 64 * i), STRIPE_SECRETS[i % per_block])
        if i % per_block == per_block - 1:
            for k in range(8):
                v = acc[k]
                acc[k] = ((v ^ v >> 47) ^ SCRAMBLE_SECRET[k]) * P32_1 & M64
    accumulate(acc, struct.unpack("<8Q", b[n - 64:]), LAST_SECRET)
    h = n * P64_1
    for i in range(4):
        h += fold(acc[2 * i] ^ r64(SECRET, 11 + 16 * i), acc[2 * i + 1] ^ r64(SECRET, 11 + 16 * i + 8))
    return avalanche(h & M64)


# ---- small things ---------------------------------------------------------------------------------------------------

class Cursor:
    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def take(self, n):
        need(self.at + n <= len(self.data), "bytes are missing")
        self.at += n
        return self.data[self.at - n:self.at]

    def u8(self):
        return self.take(1)[0]

    def u32(self):
        return r32(self.take(4), 0)

    def u64(self):
        return r64(self.take(8), 0)

    def varint(self):
        v = shift = 0
        while True:
            b = self.u8()
            v |= (b & 127) << shift
            shift += 7
            if b < 128:
                return v

    def string(self):
        return self.take(self.varint())


class Packed:
    def __init__(self, data, at, n):
        self.width = data[at]
        need(self.width <= 32 and data[at + 1:at + 8] == bytes(7), "a packed array")
        self.size = 8 + (n * self.width + 7) // 8
        need(at + self.size <= len(data), "a packed array's size")
        self.bits = int.from_bytes(data[at + 8:at + self.size], "little")
        need(self.bits >> (n * self.width) == 0, "bits after a packed array")

    def __getitem__(self, i):
        return self.bits >> (i * self.width) & ((1 << self.width) - 1)


def up(v, n):
    return (v + n - 1) // n * n


def first_day(date):
    year, month, day = date // 10000, date // 100 % 100, date % 100
    return year * 10000 + (month or 1) * 100 + (day or 1)


# ---- postings -------------------------------------------------------------------------------------------------------

def chunk(c, n):
    head = c.u8()
    width, extra = head & 63, 0
    need(width <= 32 and head >> 6 != 3, "a chunk's head")
    if head >> 6:
        extra = c.u8()
        need(extra and width <= 31, "a chunk's second byte")
    data = c.take((n * width + 7) // 8)
    mask = (1 << width) - 1
    if n == 128:
        lanes = [0] * 4
        for group in range(width):
            for lane in range(4):
                lanes[lane] |= r32(data, 16 * group + 4 * lane) << (32 * group)
        values = [lanes[i % 4] >> (i // 4 * width) & mask for i in range(n)]
    else:
        bits = int.from_bytes(data, "little")
        values = [bits >> (i * width) & mask for i in range(n)]
    if head & 128:
        e, last = Cursor(c.take(extra)), -1
        while e.at < extra:
            index = e.u8()
            high = e.varint() if index & 128 else 1
            index &= 127
            need(last < index < n and high, "an exception")
            last = index
            values[index] |= high << width
    elif head & 64:
        bits = int.from_bytes(c.take(extra), "little")
        at = 0
        for i in range(n):
            high = 0
            while not bits >> at & 1:
                high += 1
                at += 1
                need(at < 8 * extra, "a unary part")
            at += 1
            values[i] |= high << width
        need(bits >> at == 0 and (at + 7) // 8 == extra, "bits after unary parts")
    need(all(v < 1 << 32 for v in values), "a value of more than 32 bits")
    return values


def block_positions(data, at, tfs, end):
    c, left, values = Cursor(data, at), sum(tfs), []
    while left:
        n = min(left, 128)
        values += chunk(c, n)
        left -= n
    need(c.at == end, "positions end elsewhere")
    out, at = [], 0
    for tf in tfs:
        position, one = 0, []
        for v in values[at:at + tf]:
            position += v
            one.append(position)
        need(one[0] >= 1, "a position 0")
        out.append(one)
        at += tf
    return out


def read_list(docs, postings, positions):
    """The (document, positions) of a list of DOCS documents, and for each block its bound and how far it goes."""
    blocks = (docs + 127) // 128
    last = offset = place = None
    bounds, base = [0], 0
    if docs > 128:
        base = 13 * blocks
        column = lambda k: struct.unpack_from("<%dI" % blocks, postings, 4 * blocks * k)
        last, offset, place = column(0), column(1), column(2)
        bounds = postings[12 * blocks:base]
    out, before = [], -1
    for b in range(blocks):
        n = min(128, docs - 128 * b)
        c = Cursor(postings, base + offset[b] if last else 0)
        found = []
        for gap in chunk(c, n):
            before += gap + 1
            found.append(before)
        tfs = [v + 1 for v in chunk(c, n)]
        need(not last or last[b] == before, "a block's last document")
        need(c.at == (base + offset[b + 1] if last and b + 1 < blocks else len(postings)), "a block ends elsewhere")
        end = place[b + 1] if last and b + 1 < blocks else len(positions)
        out += zip(found, block_positions(positions, place[b] if last else 0, tfs, end))
    return out, bounds


# ---- a segment ------------------------------------------------------------------------------------------------------

KINDS = ["META", "CHECKS", "STORE", "HEAD_INDEX", "HEAD_ORDER", "BODY_INDEX", "BODY_ORDER", "LISTS", "DICT", "DICT_INDEX",
         "LENGTHS", "DATES", "IDS", "ID_INDEX", "ID_HASH", "SOURCE_KEYS", "FILTERS", "SIGNATURES"]


class Segment:
    def __init__(self, folder, line):
        self.name = line[0]
        size, checksum, docs, deleted, del_generation, del_size = (int(line[1]), int(line[2], 16), int(line[3]), int(line[4]),
                                                                   int(line[5]), int(line[6]))
        with open(os.path.join(folder, self.name + ".seg"), "rb") as f:
            data = f.read()
        need(len(data) == size, "a segment's size")
        need(data[:16] == b"DLSEG\0\r\n" + struct.pack("<II", VERSION, 0), "a segment's header")
        table, count, version, table_checksum = struct.unpack_from("<QIIQ", data, size - 32)
        need(data[-8:] == b"DLSEGEND" and version == VERSION and count == len(KINDS), "a segment's trailer")
        need(table % 64 == 0 and table + 32 * count == size - 32, "where the table is")
        need(xxh3(data[table:size - 32]) == table_checksum == checksum, "the table's checksum")
        self.part, ends = {}, [16]
        for i, kind in enumerate(KINDS):
            k, zero, offset, n, own = struct.unpack_from("<IIQQQ", data, table + 32 * i)
            need(k == i + 1 and zero == 0 and offset % 64 == 0 and offset + n <= table, "an entry of the table")
            self.part[kind] = data[offset:offset + n]
            need(own == (xxh3(self.part[kind]) if kind == "CHECKS" else 0), "checksum of " + kind)
            ends.append(offset + n)
        self.check_pages()
        self.read_meta(docs)
        self.deleted = set()
        if del_generation:
            self.read_tombstones(folder, del_generation, del_size, deleted, int(line[7], 16))
        else:
            need(deleted == del_size == 0, "deleted documents without tombstones")
        self.read_columns()
        self.heads = self.read_store("HEAD", self.head_records, self.head_blocks)
        self.bodies = self.read_store("BODY", self.body_records, self.body_blocks)

    def check_pages(self):
        checks = Cursor(self.part["CHECKS"])
        for kind in KINDS:
            if kind in ("CHECKS", "STORE"):
                continue
            for at in range(0, len(self.part[kind]), 1024):
                need(checks.u32() == xxh3(self.part[kind][at:at + 1024]) & 0xFFFFFFFF, "a page of " + kind)
        need(checks.at == len(checks.data), "CHECKS has more")

    def read_meta(self, docs):
        m = self.part["META"]
        need(len(m) == 128, "META's size")
        (self.docs, self.dated, self.total_length, self.postings, self.positions, self.k1, self.b, self.terms, self.dict_blocks,
         self.text_version, self.flags, self.oldest, self.newest, self.length_bytes, self.max_length, self.head_records,
         self.body_records, self.head_blocks, self.body_blocks) = struct.unpack_from("<IIQQQddIIIIiiIIIIII", m)
        need(self.docs == docs and m[96:] == bytes(32), "META")

    def read_tombstones(self, folder, generation, size, deleted, checksum):
        with open(os.path.join(folder, "%s-%d.del" % (self.name, generation)), "rb") as f:
            t = f.read()
        need(len(t) == size and t[:8] == b"DLDEL\0\r\n", "tombstones")
        version, docs, count, corrections, length = struct.unpack_from("<IIIIQ", t, 8)
        need(version == VERSION and docs == self.docs and count == deleted, "the tombstones' head")
        need(r64(t, size - 8) == xxh3(t[:-8]) == checksum, "the tombstones' checksum")
        bits = int.from_bytes(t[32:32 + up(docs, 64) // 8], "little")
        self.deleted = {d for d in range(docs) if bits >> d & 1}
        need(len(self.deleted) == count, "the tombstones do not add up")
        self.deleted_length = length
        at = 32 + up(docs, 64) // 8
        self.corrections = dict(struct.unpack_from("<II", t, at + 8 * i) for i in range(corrections))
        need(at + 8 * corrections + 8 == size and 0 not in self.corrections.values(), "corrections")

    def read_columns(self):
        n, p = self.docs, self.part
        self.lengths = struct.unpack("<%d%s" % (n, {2: "H", 4: "I"}[self.length_bytes]), p["LENGTHS"])
        need(sum(self.lengths) == self.total_length and max(self.lengths, default=0) == self.max_length, "LENGTHS")
        days, partials = struct.unpack_from("<II", p["DATES"])
        day = [struct.unpack_from("<iI", p["DATES"], 8 + 8 * i) for i in range(days)] + [(0, self.dated)]
        self.dates = [0] * n
        for (d, start), (_, end) in zip(day, day[1:]):
            self.dates[start:end] = [d] * (end - start)
        self.days = list(self.dates)
        for i in range(partials):
            doc, date = struct.unpack_from("<Ii", p["DATES"], 8 + 8 * days + 8 * i)
            need(first_day(date) == self.dates[doc], "a partial date")
            self.dates[doc] = date
        need(len(p["DATES"]) == 8 + 8 * (days + partials), "DATES")
        if self.dated:
            need(self.newest == self.days[0] and self.oldest == self.days[self.dated - 1], "oldest and newest")
        self.ids = self.read_ids()
        keys = [(-self.days[d] if d < self.dated else 1, self.ids[d]) for d in range(n)]
        need(keys == sorted(keys) and len(set(self.ids)) == n, "the order of documents")
        order = Packed(p["ID_HASH"], 0, n)
        hashes = [(xxh3(self.ids[order[i]]), order[i]) for i in range(n)]
        need(hashes == sorted(hashes) and len(set(hashes)) == n, "ID_HASH")
        count = r64(p["SOURCE_KEYS"], 0)
        keys = struct.unpack_from("<%dQ" % count, p["SOURCE_KEYS"], 8)
        need(list(keys) == sorted(set(keys)), "SOURCE_KEYS")
        index = Packed(p["SOURCE_KEYS"], 8 + 8 * count, n)
        need(all(index[d] < count for d in range(n)), "an article's source")
        need(len(p["SIGNATURES"]) == 12 * n, "SIGNATURES")
        self.filters = self.read_filters()

    def read_ids(self):
        out, p = [], self.part
        offsets = struct.unpack("<%dQ" % ((self.docs + 15) // 16), p["ID_INDEX"])
        c = Cursor(p["IDS"])
        for d in range(self.docs):
            if d % 16 == 0:
                need(c.at == offsets[d // 16], "ID_INDEX")
                first = c.string()
                out.append(first)
            else:
                shared = c.varint()
                out.append(first[:shared] + c.string())
        need(c.at == len(p["IDS"]), "IDS has more")
        return out

    def read_filters(self):
        f, out, before = self.part["FILTERS"], {}, None
        count, zero = struct.unpack_from("<II", f)
        need(zero == 0, "FILTERS")
        for i in range(count):
            kind, docs, name, name_size, size, at = struct.unpack_from("<IIQIIQ", f, 8 + 32 * i)
            key = (kind, f[name:name + name_size])
            need(before is None or before < key, "the order of filters")
            before, found = key, self.read_set(f[at:at + size])
            need(at % 8 == 0 and len(found) == docs, "a filter's set")
            out[key] = found
        return out

    def read_set(self, s):
        out = []
        containers, zero = struct.unpack_from("<II", s)
        for i in range(containers):
            high, kind, count, at = struct.unpack_from("<IIII", s, 8 + 16 * i)
            base = high << 16
            if kind == 0:
                low = struct.unpack_from("<%dH" % count, s, at)
            elif kind == 1:
                bits = int.from_bytes(s[at:at + 8192], "little")
                low = [k for k in range(65536) if bits >> k & 1]
            else:
                need(kind == 2, "a container's kind")
                low = range(min(65536, self.docs - base))
            need(len(low) == count and list(low) == sorted(set(low)), "a container")
            out += [base + k for k in low]
        need(zero == 0 and out == sorted(set(out)) and (not out or out[-1] < self.docs), "a set")
        return out

    def read_store(self, name, records, blocks):
        """What the store has of each document, or None."""
        index, n = self.part[name + "_INDEX"], self.docs
        count, zero = struct.unpack_from("<II", index)
        need(zero == 0 and count <= 16, name + "_INDEX")
        where = [struct.unpack_from("<II", index, 8 + 8 * i) for i in range(count)]
        base = at = 8 + 8 * count
        dictionaries = []
        for offset, size in where:
            need(base + offset == at and size <= 32768, "a dictionary")
            dictionaries.append(index[at:at + size])
            at += size
        at = up(at, 8)
        anchors = [struct.unpack_from("<QII", index, at + 16 * i) for i in range((blocks + 31) // 32)]
        at += 16 * len(anchors)
        checksums = struct.unpack_from("<%dI" % blocks, index, at)
        at += 4 * blocks
        columns = []
        for _ in range(5):
            at = up(at, 8)
            columns.append(Packed(index, at, blocks))
            at += columns[-1].size
        need(at == len(index), name + "_INDEX has more")
        found = []
        for b in range(blocks):
            offset, size, raw, first, dictionary = (c[b] for c in columns)
            start = anchors[b // 32][0] + offset
            packed = self.part["STORE"][start:start + size]
            need(anchors[b // 32][1] + first == len(found) and len(packed) == size, "a block of the store")
            need(xxh3(packed) & 0xFFFFFFFF == checksums[b], "a block's checksum")
            z = zlib.decompressobj(-15, zdict=dictionaries[dictionary - 1]) if dictionary else zlib.decompressobj(-15)
            data = z.decompress(packed) + z.flush()
            need(z.eof and not z.unused_data and len(data) == raw, "a block's stream")
            c = Cursor(data)
            while c.at < raw:
                found.append(c.string())
        need(len(found) == records, "records of the store")
        order = Packed(self.part[name + "_ORDER"], 0, n)
        need(order.size == len(self.part[name + "_ORDER"]), name + "_ORDER")
        return [found[order[d] - 1] if order[d] else None for d in range(n)]

    # -- the dictionary --

    def each_term(self):
        """Each term with its list: [(document, positions)], bounds."""
        index, blocks, lists = self.part["DICT_INDEX"], self.dict_blocks, self.part["LISTS"]
        prefixes = struct.unpack_from("<%dQ" % blocks, index)
        entries = [struct.unpack_from("<QQII", index, 8 * blocks + 24 * i) for i in range(blocks)]
        need(len(index) == 32 * blocks, "DICT_INDEX")
        for i, (postings, positions, offset, ordinal) in enumerate(entries):
            end = entries[i + 1][2] if i + 1 < blocks else len(self.part["DICT"])
            count = (entries[i + 1][3] if i + 1 < blocks else self.terms) - ordinal
            need(1 <= count <= 32, "terms of a block")
            block = self.part["DICT"][offset:end]
            size = block[0] | block[1] << 8
            words, infos, term = Cursor(block[:2 + size], 2), Cursor(block, 2 + size), b""
            for k in range(count):
                head = words.u8()
                shared, suffix = head >> 4, head & 15
                shared = words.u8() if shared == 15 else shared
                suffix = words.u8() if suffix == 15 else suffix
                need(shared <= len(term) and (k or not shared), "a term's shared bytes")
                term = term[:shared] + words.take(suffix)
                need(1 <= len(term) <= 245, "a term's length")
                need(k or prefixes[i] == int.from_bytes(term[:8].ljust(8, b"\0"), "big"), "a block's prefix")
                docs = infos.varint()
                if docs == 0:
                    doc, position = infos.varint(), infos.varint()
                    yield term, [(doc, [position])], [0]
                    continue
                if docs == 1:
                    doc, tf, n = infos.varint(), infos.varint(), infos.varint()
                    yield term, [(doc, block_positions(lists, positions, [tf], positions + n)[0])], [0]
                    positions += n
                    continue
                a, b = infos.varint(), infos.varint()
                if docs > 128:
                    postings = up(postings, 4)
                yield (term,) + read_list(docs, lists[postings:postings + a], lists[positions:positions + b])
                postings += a
                positions += b
            need(words.at == 2 + size and infos.at == len(block), "a dictionary block has more")

    def check_terms(self):
        """{term: (live documents, occurrences in them)}"""
        out, before, ordinal = {}, b"", 0
        seen, postings = [0] * self.docs, 0
        mean = self.total_length / self.docs if self.docs else 0
        for term, found, bounds in self.each_term():
            need(before < term, "the order of terms")
            before = term
            postings += len(found)
            for i, (doc, positions) in enumerate(found):
                need(doc < self.docs and positions == sorted(positions), "a posting")
                seen[doc] += len(positions)
                if len(found) > 128:
                    tf = len(positions)
                    part = tf * (self.k1 + 1) / (tf + self.k1 * (1 - self.b + self.b * self.lengths[doc] / mean))
                    need(part <= (self.k1 + 1) * 2 ** (-bounds[i // 128] / 40) * (1 + 1e-9), "a bound")
            live = [p for d, p in found if d not in self.deleted]
            if self.deleted and len(found) > 128:
                need(self.corrections.get(ordinal, 0) == len(found) - len(live), "a correction")
            out[term] = (len(live), sum(map(len, live)))
            ordinal += 1
        need(ordinal == self.terms and postings == self.postings and sum(seen) == self.positions, "the postings do not add up")
        need(tuple(seen) == self.lengths, "lengths and postings")
        if self.deleted:
            need(self.deleted_length == sum(self.lengths[d] for d in self.deleted), "the length of deleted documents")
        return out


def article(head, body):
    c = Cursor(head)
    need(c.u8() == 0xDA, "a record's first byte")
    version, checksum = c.u8(), c.u32()
    need(checksum == xxh3(head[6:]) & 0xFFFFFFFF, "a record's checksum")
    flags, date_from, date = c.u8(), c.u8(), c.u32()
    need(flags in (0, 2) and version == (2 if flags else 1), "a record's flags")
    a = {"date_from": ["none", "field", "header", "dateline", "url", "filename", "text"][date_from], "date": date}
    a["mtime"], a["offset"], a["hash"] = c.u64(), c.varint(), c.u64()
    a["countries"] = []
    for _ in range(c.u8()):
        code = c.string().decode()
        a["countries"].append((code, struct.unpack("<f", c.take(4))[0], c.u8()))
    a["mentions"] = [c.string().decode() for _ in range(c.u8())]
    for name in ["id", "title", "source", "language", "url", "path"]:
        a[name] = c.string().decode()
    if flags & 2:
        for name in ["author", "section", "tags", "captions", "origins"]:
            a[name] = c.string().decode()
    need(c.at == len(head), "a record has more")
    if body is not None:
        a["body"] = body.decode()
    return a


# ---- an index -------------------------------------------------------------------------------------------------------

def read_manifest(folder):
    with open(os.path.join(folder, "current"), encoding="ascii") as f:
        name = f.read()
    need(name.endswith("\n") and name.startswith("manifest-"), "current")
    with open(os.path.join(folder, name[:-1]), "rb") as f:
        text = f.read()
    body, end = text[:-21], text[-21:]
    need(end == b"end %016x\n" % xxh3(body), "the manifest's checksum")
    lines = [line.split(" ") for line in body.decode("ascii").split("\n")[:-1]]
    need(lines[0] == ["dateline-manifest", "1"], "the manifest's version")
    need(lines[1] == ["generation", name[9:-1]], "the manifest's generation")
    need([line[0] for line in lines[2:5]] == ["bm25", "text", "store"], "the manifest's head")
    segments = [line[1:] for line in lines[5:] if line[0] == "segment"]
    blobs = [line[1:] for line in lines[5:] if line[0] == "blob"]
    need(len(segments) + len(blobs) == len(lines) - 5, "a line of the manifest")
    return segments, blobs


def check_sources(value):
    """The number of files in the blob `sources`."""
    c = Cursor(value)
    need(c.take(4) == b"DLS2", "the magic of sources")
    for _ in range(c.varint()):
        c.string()
    path, count = b"", c.varint()
    for _ in range(count):
        shared = c.varint()
        need(shared <= len(path), "a path's shared bytes")
        old, path = path, path[:shared] + c.string()
        need(old < path, "the order of files")
        flags = c.varint()
        need(flags < 16384, "a file's flags")
        for _ in range(4):
            c.varint()
        c.take(16)
        c.varint(), c.varint()
        if flags & 2:
            c.varint(), c.varint()
        if flags & 8192:
            need(c.varint() > 0, "records that are no articles")
        if flags & (16 | 512):
            need(c.string(), "a reason")
        if flags & 1024:
            c.varint(), c.u64()
    need(c.at == len(value), "sources has more")
    return count


def check_filters(s, articles):
    want = {}
    for d, a in enumerate(articles):
        for code, _, _ in a["countries"]:
            want.setdefault((0, code.encode()), []).append(d)
        for code in a["mentions"]:
            want.setdefault((1, code.encode()), []).append(d)
        if a["source"]:
            want.setdefault((4, a["source"].encode()), []).append(d)
        for kind, name in ((5, "author"), (6, "section"), (7, "tags")):
            for value in a.get(name, "").split("\n"):
                if value and d not in want.setdefault((kind, value.encode()), []):
                    want[(kind, value.encode())].append(d)
    have = {k: v for k, v in s.filters.items() if k[0] in (0, 1, 4, 5, 6, 7)}
    need(have == want, "filters and records")


def main():
    folder = sys.argv[1]
    names, blobs = read_manifest(folder)
    segments = [Segment(folder, line) for line in names]
    for key, generation, size, checksum in blobs:
        with open(os.path.join(folder, "%s-%s.blob" % (key, generation)), "rb") as f:
            value = f.read()
        need(len(value) == int(size) and xxh3(value) == int(checksum, 16), "the blob " + key)
        if key == "sources":
            check_sources(value)
        elif key == "corrections":
            need(value and len(value) % 24 == 0, "corrections")
    terms, live = {}, []
    for s in segments:
        for term, (docs, occurrences) in s.check_terms().items():
            old = terms.get(term, (0, 0))
            terms[term] = (old[0] + docs, old[1] + occurrences)
        articles = [article(h, b) for h, b in zip(s.heads, s.bodies)]
        for d, a in enumerate(articles):
            need(a["id"].encode() == s.ids[d] and a["date"] == s.dates[d], "a record and the columns")
            need(("body" in a) == bool(s.flags & 1), "a body")
        check_filters(s, articles)
        live += [(-s.days[d] if s.days[d] else 1, a["id"].encode(), a) for d, a in enumerate(articles) if d not in s.deleted]
    if "--articles" in sys.argv:
        for _, _, a in sorted(live, key=lambda x: x[:2]):
            print(json.dumps(a, ensure_ascii=False, sort_keys=True))
    elif "--terms" in sys.argv:
        for term in sorted(terms):
            if terms[term][0]:
                print("%s\t%d\t%d" % ((term.decode(errors="replace"),) + terms[term]))
    else:
        print("%d segments, %d articles, %d deleted, %d terms, %d blobs" %
              (len(segments), len(live), sum(len(s.deleted) for s in segments), len(terms), len(blobs)))


if __name__ == "__main__":
    try:
        main()
    except (Damage, struct.error, IndexError, UnicodeDecodeError, zlib.error, OSError) as e:
        sys.exit("read_index.py: %s: %s" % (sys.argv[1], e))
