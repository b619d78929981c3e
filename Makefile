# assay: the two commands for everybody are `make run` and `make test`;
# `make help` lists the rest.
#
# A floor is a folder of core/ and becomes one static archive; a program or a
# unit test links its own floor and those below, in that order, so that an
# arrow that points up does not link. VARIANT names the kind of build, each
# in a folder of its own: release, asan (address and undefined-behaviour
# sanitizers), fuzz (clang's libFuzzer).

VERSION  := 0.1.0
PREFIX   ?= /usr/local
DESTDIR  ?=
VARIANT  ?= release
CC       ?= cc
ifeq ($(origin CC),default)
CC       := gcc
endif
J        ?= $(shell nproc 2>/dev/null || echo 2)
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:

# ---- floors, lowest first, and what each may link ---------------------------

FLOORS := base text doc tag match corpus io store flow bind shell
PKGS_base  := libxxhash
PKGS_text  := libutf8proc
PKGS_match := libpcre2-8
PKGS_io    := libcyaml yaml-0.1 jansson libsodium
PKGS_store := libarchive
PKGS_bind  := lua5.4
PKGS_shell := readline libseccomp
PKGS_TEST  := cmocka
PKGS := $(foreach f,$(FLOORS),$(PKGS_$(f)))

# Debian's names for what `deps` installs, command or .pc file = package.
DEB_PKGS := libxxhash=libxxhash-dev libutf8proc=libutf8proc-dev \
  libpcre2-8=libpcre2-dev \
  libcyaml=libcyaml-dev yaml-0.1=libyaml-dev jansson=libjansson-dev libsodium=libsodium-dev \
  libarchive=libarchive-dev \
  lua5.4=liblua5.4-dev readline=libreadline-dev libseccomp=libseccomp-dev
DEB_CMDS := gcc=gcc jq=jq git=git
DEB_FILES := /usr/share/iso-codes/json/iso_3166-2.json=iso-codes
DEB_TEST_PKGS := cmocka=libcmocka-dev
DEB_TEST_CMDS := clang=clang clang-tidy=clang-tidy luacheck=lua-check \
  python3=python3 mandoc=mandoc minisign=minisign zstd=zstd strace=strace
DEB_TEST_FILES := /usr/lib/python3/dist-packages/pyte/__init__.py=python3-pyte
DEB_FUZZ_GLOBS := '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a=libclang-rt-dev'
# Wanted, but the build goes on without them: gazetteers of plugins/cities.
GEONAMES ?= $(or $(firstword $(wildcard /usr/lib/*/libgeonames.so.0)),/usr/lib/libgeonames.so.0)
LOCALES ?= /usr/share/locale
DEB_WANTED := cmd gresource=libglib2.0-bin file $(GEONAMES)=libgeonames0
ISO_JSON ?= /usr/share/iso-codes/json

# ---- flags ---------------------------------------------------------------------

B := build/$(VARIANT)
PROG := $(if $(filter release,$(VARIANT)),build/assay,$(B)/assay)

WARN := -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes \
  -Wmissing-prototypes -Wvla -Wwrite-strings -Werror
STD  := -std=c17 -D_GNU_SOURCE
OPT_release := -O2 -g
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
  -fno-sanitize-recover=all -DAS_CHECK_DOCS
OPT_fuzz    := -O1 -g -fsanitize=address,undefined,fuzzer-no-link \
  -fno-sanitize-recover=all -DAS_CHECK_DOCS
CPPFLAGS_ALL = -Icore -DAS_VERSION='"$(VERSION)"' -DAS_PREFIX='"$(PREFIX)"'
CFLAGS_ALL = $(STD) $(WARN) $(OPT_$(VARIANT)) $(CFLAGS)
LDFLAGS_ALL = $(filter -fsanitize%,$(OPT_$(VARIANT))) $(LDFLAGS)
pkg = $(if $(strip $(1)),$(shell pkg-config $(2) $(1) 2>/dev/null))
# Of the program and of its tests apart: a machine that only builds lacks the
# latter, and pkg-config says nothing at all when it misses one.
PKG_CFLAGS := $(call pkg,$(PKGS),--cflags) $(call pkg,$(PKGS_TEST),--cflags)

# Floors up to and including $(1), highest first, as archives and libraries.
upto    = $(if $(filter $(1),$(firstword $(2))),$(1),$(call upto,$(1),$(wordlist 2,99,$(2))) $(firstword $(2)))
floors  = $(call upto,$(1),$(FLOORS))
libs    = $(foreach f,$(call floors,$(1)),$(B)/lib$(f).a)
syslibs = $(call pkg,$(foreach f,$(call floors,$(1)),$(PKGS_$(f))),--libs) -lpthread -lm

# ---- the program -----------------------------------------------------------------

MAIN := core/shell/main.c
objs = $(patsubst %.c,$(B)/obj/%.o,$(filter-out $(MAIN),$(sort $(wildcard core/$(1)/*.c))))
ISO := plugins/places/data/iso-countries.tsv
CITIES := plugins/cities/data/cities.tsv
DATA := $(ISO) $(CITIES)

# The API and its description agree, or there is no build: what one has and the
# other lacks is named.
API_OK := $(B)/api.ok
$(API_OK): $(PROG) tests/support/api_check.lua $(wildcard lua/assay/api/*.yaml) \
  $(shell find lua -name '*.lua') | $(DATA)
	@echo "  API   lua/assay/api"
	@ASSAY_SHARE=. XDG_DATA_HOME=$(B)/none $(PROG) run tests/support/api_check.lua
	@touch $@

.PHONY: all program data
all: deps-build
	@$(MAKE) -j$(J) program data
program: $(PROG) $(API_OK)
data: $(DATA)

$(ISO): plugins/places/build.sh $(wildcard $(ISO_JSON)/iso_3166-*.json)
	@echo "  DATA  $@"
	@sh plugins/places/build.sh $(ISO_JSON) plugins/places/data

# A library that comes or goes is no newer file: a stamp is.
GEONAMES_IS := build/geonames-$(if $(wildcard $(GEONAMES)),here,missing)
$(GEONAMES_IS):
	@mkdir -p build && rm -f build/geonames-* && touch $@

# The program is the Lua that makes the list of cities, so that no other is
# needed; a new program alone does not make it again.
$(CITIES): plugins/cities/build.sh $(wildcard plugins/cities/build/*.lua) \
  $(filter-out $(CITIES) %/towns.tsv,$(wildcard plugins/*/data/*.yaml plugins/*/data/*.tsv plugins/*/data/*.txt)) \
  $(GEONAMES_IS) $(ISO) | $(PROG)
	@echo "  DATA  $@"
	@sh plugins/cities/build.sh $(PROG) $(GEONAMES) $(LOCALES) $(ISO_JSON) plugins plugins/cities/data

$(PROG): $(B)/obj/core/shell/main.o $(call libs,shell)
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call syslibs,shell)

define floor_rule
$(B)/lib$(1).a: $$(call objs,$(1))
	@echo "  AR    $$@"
	@rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach f,$(FLOORS) support,$(eval $(call floor_rule,$(f))))
$(B)/libsupport.a: $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/support/*.c))

$(B)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS_ALL) $(EXTRA_CPP) $(PKG_CFLAGS) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(B)/obj/tests/%.o: EXTRA_CPP = -Itests
-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

# ---- tests --------------------------------------------------------------------------
# A unit test is tests/unit/FLOOR/test_*.c; a fuzz target tests/fuzz/fuzz_*.c
# (its first line names the floor: `/* floor: text`), replayed over its corpus.

UNITS := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/*/test_*.c))
FUZZES := $(patsubst %.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCHES := $(patsubst %.c,$(B)/%,$(wildcard tests/bench/bench_*.c))
fuzz_floor = $(or $(shell sed -n '1s,.*floor: \([a-z]*\).*,\1,p' tests/fuzz/$(1).c),io)

define unit_rule
$(1): $(1:$(B)/%=$(B)/obj/%.o) $(B)/libsupport.a $$(call libs,$(notdir $(patsubst %/,%,$(dir $(1)))))
	@mkdir -p $$(@D)
	@$$(CC) $$(LDFLAGS_ALL) -o $$@ $$^ $$(call syslibs,$(notdir $(patsubst %/,%,$(dir $(1))))) $$(call pkg,$$(PKGS_TEST),--libs)
endef
$(foreach u,$(UNITS),$(eval $(call unit_rule,$(u))))

define fuzz_rule
$(1): $(1:$(B)/%=$(B)/obj/%.o) $(if $(filter fuzz,$(VARIANT)),,$(B)/obj/tests/fuzz/replay.o) $(B)/libsupport.a $$(call libs,$(call fuzz_floor,$(notdir $(1))))
	@mkdir -p $$(@D)
	@$$(CC) $$(LDFLAGS_ALL) $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer) -o $$@ $$^ $$(call syslibs,$(call fuzz_floor,$(notdir $(1))))
endef
$(foreach f,$(FUZZES),$(eval $(call fuzz_rule,$(f))))

define plain_rule
$(1): $(1:$(B)/%=$(B)/obj/%.o) $(B)/libsupport.a $$(call libs,bind)
	@mkdir -p $$(@D)
	@$$(CC) $$(LDFLAGS_ALL) -o $$@ $$^ $$(call syslibs,bind) -lutil
endef
$(foreach p,$(BENCHES),$(eval $(call plain_rule,$(p))))

.PHONY: tests test check includes lint bench fuzz
tests: $(UNITS) $(FUZZES)

test: deps-test
	@$(MAKE) -j$(J) VARIANT=$(VARIANT) program data tests
	@sh tests/run.sh $(B) $(PROG)

check: deps-test includes lint
	@$(MAKE) test VARIANT=asan

includes:
	@sh tests/includes.sh $(FLOORS)

lint:
	@$(MAKE) -j$(J) tidy
	@luacheck --quiet lua plugins examples tests

TIDY := $(patsubst %.c,$(B)/tidy/%.ok,$(sort $(wildcard core/*/*.c)))
.PHONY: tidy
tidy: $(TIDY)
$(B)/tidy/%.ok: %.c $(wildcard core/*/*.h) .clang-tidy
	@mkdir -p $(@D)
	@echo "  TIDY  $<"
	@clang-tidy --quiet --warnings-as-errors='*' $< -- $(STD) $(CPPFLAGS_ALL) $(PKG_CFLAGS) 2>/dev/null
	@touch $@

# ---- models -----------------------------------------------------------------------
# From the treebank as ../shared/data has it, or DATA_DIR=; the same bytes on
# every run. What is rebuilt is what the repository has.

DATA_DIR ?= ../shared/data
ENGLISH := plugins/english/data
LEARNT  := Learnt from UD English EWT (CC BY-SA 4.0, github.com/UniversalDependencies/UD_English-EWT)
DEB_TRAIN_FILES := /usr/share/wordnet/data.noun=wordnet-base
T := build/train
NAMES_LEARNT := $(LEARNT), Universal NER (CC BY-SA 4.0), CrossNER (MIT, Wikipedia text CC BY-SA), \
Wikigold (CC BY 4.0), WNUT 2017 (CC BY 4.0), Broad Twitter Corpus (CC BY 4.0) and WordNet 3.0 (Copyright 2006 by \
Princeton University); model data under CC BY-SA 4.0.

.PHONY: train train-names
train: deps-test all
	@test -r $(DATA_DIR)/ewt.train.jsonl || { \
	  echo "no $(DATA_DIR)/ewt.train.jsonl: say where it is with DATA_DIR=" >&2; exit 1; }
	@sh tests/support/deps.sh file $(DEB_TRAIN_FILES)
	@mkdir -p $(T)
	@python3 tests/support/ewt2tsv.py < $(DATA_DIR)/ewt.train.jsonl > $(T)/train.tsv
	@python3 tests/support/ewt2tsv.py < $(DATA_DIR)/ewt.dev.jsonl > $(T)/dev.tsv
	@python3 plugins/english/lexicon.py /usr/share/wordnet > $(T)/lexicon.tsv
	build/assay train pos --train $(T)/train.tsv --dev $(T)/dev.tsv --lexicon $(T)/lexicon.tsv \
	  --about "$(LEARNT) and WordNet 3.0 (Copyright 2006 by Princeton University); model data under CC BY-SA 4.0." \
	  -o $(ENGLISH)/pos.model
	build/assay train lemma --train $(T)/train.tsv --dev $(T)/dev.tsv \
	  --about "$(LEARNT); model data under CC BY-SA 4.0." -o $(ENGLISH)/lemma.model

	@$(MAKE) train-names

# Of the sets of names; what the tagger and the gazetteers of the moment say of
# their text is a part of it, so that this comes last.
train-names: deps-test all
	@test -r $(DATA_DIR)/ner/uner_train.txt || { \
	  echo "no $(DATA_DIR)/ner/uner_train.txt: say where it is with DATA_DIR=" >&2; exit 1; }
	@sh tests/support/deps.sh file $(DEB_TRAIN_FILES)
	@mkdir -p $(T)
	@python3 tests/support/names2jsonl.py $(DATA_DIR) > $(T)/names.jsonl
	@python3 plugins/english/senses.py /usr/share/wordnet plugins/english/name-words.tsv > $(T)/classes.tsv
	build/assay train clusters --train $(T)/names.jsonl -o $(T)/clusters.tsv
	build/assay train names --train $(T)/names.jsonl --clusters $(T)/clusters.tsv --lexicon $(T)/classes.tsv \
	  --about "$(strip $(NAMES_LEARNT))" -o $(ENGLISH)/names.model

# BENCH="--mb 100 --most 1000 text growth" chooses size and parts.
BENCH ?=
bench: deps-test all
	@$(MAKE) -j$(J) $(BENCHES)
	@python3 tests/bench/run.py $(B) $(PROG) $(BENCH)

# Ten minutes a target unless SECONDS says otherwise.
SECONDS_EACH ?= 600
fuzz: deps-test
	@sh tests/support/deps.sh glob $(DEB_FUZZ_GLOBS)
	@$(MAKE) -j$(J) VARIANT=fuzz CC=clang $(patsubst %.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
	@sh tests/fuzz/run.sh build/fuzz $(SECONDS_EACH)

# ---- what must be on the machine -------------------------------------------------------

.PHONY: deps deps-build deps-test
deps: deps-build
deps-build:
	@sh tests/support/deps.sh pc $(DEB_PKGS) cmd $(DEB_CMDS) file $(DEB_FILES)
	@sh tests/support/deps.sh wanted build/wanted.tried $(DEB_WANTED)
deps-test: deps-build
	@sh tests/support/deps.sh pc $(DEB_TEST_PKGS) cmd $(DEB_TEST_CMDS) file $(DEB_TEST_FILES)

# ---- for users -------------------------------------------------------------------------

# Manual, man page and files for editors, from the description of the API.
MANUAL := build/manual
MANUAL_DATE = $(shell sed -n 's/^\.TH ASSAY 1 \([0-9-]*\).*/\1/p' core/shell/assay.1)
# The files for editors say where they will be.
PREFIX_IS := build/prefix$(subst /,-,$(PREFIX))
$(PREFIX_IS):
	@mkdir -p build && rm -f build/prefix-* && touch $@
.PHONY: manual
manual: all
	@$(MAKE) $(MANUAL)/made
$(MANUAL)/made: $(API_OK) core/shell/assay.1 $(PREFIX_IS)
	@echo "  MANUAL $(MANUAL)"
	@ASSAY_SHARE=. XDG_DATA_HOME=$(B)/none $(PROG) \
	  -e 'require("assay.manual").write("$(MANUAL)", "$(MANUAL_DATE)", "$(PREFIX)/share/assay/manual")'
	@touch $@

.PHONY: run install uninstall clean help
run: all
	@build/assay examples/talks.txt

BIN := $(DESTDIR)$(PREFIX)/bin
SHARE := $(DESTDIR)$(PREFIX)/share/assay
INC := $(DESTDIR)$(PREFIX)/include/assay
MAN := $(DESTDIR)$(PREFIX)/share/man

install: manual
	install -d $(BIN) $(SHARE)/manual $(INC) $(MAN)/man1 $(MAN)/man7
	install -m 755 build/assay $(BIN)/assay
	cp -R lua plugins $(SHARE)/
	for f in $(filter-out bind shell,$(FLOORS)); do \
	  install -d $(INC)/$$f && install -m 644 \
	    $$(ls core/$$f/*.h | grep -v _int) $(INC)/$$f/; done
	install -m 644 core/shell/assay.1 $(MAN)/man1/assay.1
	install -m 644 $(MANUAL)/assay-lua.7 $(MAN)/man7/assay-lua.7
	install -m 644 $(MANUAL)/assay.html $(MANUAL)/assay.lua $(MANUAL)/assay.luacheck $(MANUAL)/luarc.json \
	  $(SHARE)/manual/

uninstall:
	rm -f $(BIN)/assay $(MAN)/man1/assay.1 $(MAN)/man7/assay-lua.7
	rm -rf $(SHARE) $(INC)

clean:
	rm -rf build plugins/places/data/iso-*.tsv $(CITIES) plugins/cities/data/towns.tsv

help:
	@echo "make run        install what is missing, build, show a brief of an example report"
	@echo "make test       the same for the tests, and run them"
	@echo "make            build build/assay"
	@echo "make check      tests under ASan and UBSan, include order, clang-tidy, luacheck"
	@echo "make train      rebuild the English models from treebank and sets of names (DATA_DIR=)"
	@echo "make train-names  only that of names"
	@echo "make bench      measure and print; never fails on a time"
	@echo "make fuzz       fuzz every parser (SECONDS_EACH=600)"
	@echo "make manual     HTML manual, man page, files for editors in build/manual"
	@echo "make install    to PREFIX=/usr/local, DESTDIR honoured; make uninstall"
	@echo "make deps       only install what the build needs (Debian, Ubuntu)"
	@echo "make clean      remove what was built"
