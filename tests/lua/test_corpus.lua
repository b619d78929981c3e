-- Commands over many documents: the same as plain Lua makes of the columns,
-- on small random texts; and what they say when they are called wrongly.
local tap = dofile("tests/lua/tap.lua")
local index = require("assay.core").corpus

-- ---- texts -----------------------------------------------------------------

local seed = 20240229
local function draw(n)
    seed = (seed * 6364136223846793005 + 1442695040888963407)
    return (seed >> 33) % n + 1
end

local WORDS = {"war", "peace", "Peace", "talks", "the", "THE", "ends", "end", "ended", "don't", "Zoë"}

local function random_text(n)
    local out = {}
    for i = 1, n do
        out[i] = WORDS[draw(draw(#WORDS))] .. (draw(6) == 1 and "." or draw(9) == 1 and "," or "")
    end
    return table.concat(out, " ")
end

local texts = {}
for i = 1, 12 do
    texts[i] = assay.text(random_text(draw(120)), {id = "d" .. i, annotate = false,
        date = i % 4 > 0 and ("2024-0%d-01"):format(i % 4) or nil})
end
texts[#texts + 1] = assay.text("", {id = "empty", annotate = false})

-- ---- plainly -----------------------------------------------------------------

local function fits(norm, word)
    local pattern = "^" .. word:gsub("%-", "%%-"):gsub("%*", ".*") .. "$"
    return norm:find(pattern) ~= nil
end

--- Places of words, as "doc:first-last".
local function plain_hits(docs, words)
    local out = {}
    for _, doc in ipairs(docs) do
        local norms, sentence, at = doc:column("norm"), doc:column("sentence"), 1
        while at + #words - 1 <= #norms do
            local good = sentence[at] == sentence[at + #words - 1]
            for k, word in ipairs(words) do
                good = good and fits(norms[at + k - 1], word)
            end
            if good then
                out[#out + 1] = ("%s:%d-%d"):format(doc.id, at, at + #words - 1)
                at = at + #words
            else
                at = at + 1
            end
        end
    end
    return out
end

local function places(list)
    local out = {}
    for i, row in ipairs(list) do
        out[i] = ("%s:%d-%d"):format(row.doc, row.first, row.last)
    end
    return out
end

local function same(got, want, name)
    return tap.is(table.concat(got, " "), table.concat(want, " "), name)
end

local QUERIES = {{"war", "war"}, {"the*", "the*"}, {"the war", "the", "war"}, {"* peace", "*", "peace"},
    {"*n*d*", "*n*d*"}, {"DON'T", "do", "n't"}, {"zoë the", "zoë", "the"}, {"nonesuch", "nonesuch"},
    {"end* end*", "end*", "end*"}}
for _, q in ipairs(QUERIES) do
    same(places(kwic(q[1], texts)), plain_hits(texts, table.move(q, 2, #q, 1, {})),
        "kwic " .. q[1] .. " as looking through finds it")
end
same(places(kwic("the", {texts[3], texts[1]})), plain_hits({texts[3], texts[1]}, {"the"}),
    "hits come in the order of the documents")
local function found_by_each(pattern)
    local out = {}
    for _, doc in ipairs(texts) do
        for first, last in doc:find(pattern) do
            out[#out + 1] = ("%s:%d-%d"):format(doc.id, first, last)
        end
    end
    return out
end

same(places(kwic("[norm=the] ~2 war", texts)), found_by_each("[norm=the] ~2 war"),
    "a pattern finds what it finds document by document")

-- ---- a row -----------------------------------------------------------------------

local list = kwic("a:the b:[]", texts)
local row = list[1]
tap.is(row, list[1], "a row is the same again while it is held")
tap.is(row.entry.b.text, texts[tonumber(row.doc:match("%d+"))]:text(row.last), "captures come with it")
tap.is(list[#list + 1], nil, "behind the last is nothing")
tap.is(list[0], nil, "nor before the first")
tap.is(list.nonesuch, nil, "nor by another name")
local n = 0
for i, each in pairs(list) do
    n = n + (each == list[i] and 1 or 0)
end
tap.is(n, #list, "pairs goes through them as ipairs does")
tap.is(list.total, #list, "total counts all")
local gaz = assay.gazetteer {entries = {{text = "peace", id = 7}}}
tap.is(kwic(gaz, texts)[1].entry.id, 7, "a gazetteer's fields come with a hit")
same(places(kwic(gaz, texts)), plain_hits(texts, {"peace"}), "and its hits are those of its entries")
local of_gaz = assay.pattern("%p << ~2 the", {gazetteers = {p = gaz}})
tap.ok(#kwic(of_gaz, texts) > 0, "patterns may ask for its hits")
same(places(kwic(of_gaz, texts)), found_by_each(of_gaz), "which are found as document by document")

local rows, columns = require("assay.rows").of(list)
tap.ok(#rows == #list and #columns > 3, "it gives its rows and columns")
tap.ok(tostring(kwic("the", texts[1])):find("the", 1, true), "it prints as lines")
tap.is(tostring(kwic("nonesuch", texts)), "nothing found", "none is told")
tap.ok(tostring(kwic("the", texts, {limit = 2})):find("2 of %d+ hits$"), "a limit is told below the lines")
assay.term.width = 80
tap.ok(assay.show and require("assay.show").text(kwic("*", texts)):find("... and %d+ more; print%(_%) shows all$"),
    "at a terminal a long one is cut")
assay.term.width = 0

-- ---- order and samples ----------------------------------------------------------------

local function context(each, side)
    local doc = texts[tonumber(each.doc:match("%d+"))]
    local norms, out = doc:column("norm"), {}
    for k = 1, 5 do
        out[k] = norms[side == "right" and each.last + k or each.first - k] or ""
    end
    return table.concat(out, "\0")
end

for _, side in ipairs {"left", "right"} do
    local before, good = "", true
    for _, each in ipairs(kwic("the", texts, {sort = side})) do
        local now = context(each, side)
        good = good and before <= now
        before = now
    end
    tap.ok(good, "sorted by the words to the " .. side)
end
local dates = {}
for i, each in ipairs(kwic("the", texts, {sort = "date"})) do
    dates[i] = each.date or "none"
end
local sorted = table.move(dates, 1, #dates, 1, {})
table.sort(sorted)
same(dates, sorted, "sorted by date, what has none last")
local few = kwic("the", texts, {sample = 5})
tap.is(#few, 5, "a sample has so many")
same(places(few), places(kwic("the", texts, {sample = 5})), "and is the same again")
tap.ok(table.concat(places(few)) ~= table.concat(places(kwic("the", texts, {sample = 5, seed = 2}))),
    "another seed draws others")
tap.is(#kwic("the", texts, {sample = 100000}), #kwic("the", texts), "a large one has all")
tap.is(kwic("the", texts, {limit = 3, sort = "right"})[3].right, kwic("the", texts, {sort = "right"})[3].right,
    "a limit takes the first")

-- ---- groups ---------------------------------------------------------------------------

local function count(keys)
    local out = {}
    for _, key in ipairs(keys) do
        out[key] = (out[key] or 0) + 1
    end
    return out
end

local keys = {}
for _, each in ipairs(kwic("end*", texts)) do
    keys[#keys + 1] = each.key:lower()
end
local want, groups = count(keys), kwic("end*", texts, {group = "key"})
local good = true
for i, each in ipairs(groups) do
    good = good and want[each.key] == each.n and (i == 1 or groups[i - 1].n >= each.n)
    want[each.key] = nil
end
tap.ok(good and next(want) == nil, "grouped by form")
local sum = 0
for _, each in ipairs(kwic("the", texts, {group = "left"})) do
    sum = sum + each.n
end
tap.is(sum, #kwic("the", texts), "grouped by the word before it")
local months = kwic("the", texts, {group = "month"})
tap.is(months[#months].month, nil, "documents without a date come last")
sum = 0
for _, each in ipairs(months) do
    sum = sum + each.n
end
tap.is(sum, #kwic("the", texts), "grouped by month")

-- ---- frequencies ------------------------------------------------------------------------

local function plain_freq(docs)
    local freq_of, docs_of = {}, {}
    for _, doc in ipairs(docs) do
        local seen = {}
        for _, norm in ipairs(doc:column("norm")) do
            freq_of[norm] = (freq_of[norm] or 0) + 1
            if not seen[norm] then
                seen[norm] = true
                docs_of[norm] = (docs_of[norm] or 0) + 1
            end
        end
    end
    return freq_of, docs_of
end

local function tokens_of(docs)
    local tokens = 0
    for _, doc in ipairs(docs) do
        tokens = tokens + #doc
    end
    return tokens
end

local freq_of, docs_of = plain_freq(texts)
local all = freq(texts, {punct = true})
good = true
for i, each in ipairs(all) do
    good = good and freq_of[each.word] == each.n and docs_of[each.word] == each.docs
        and (i == 1 or all[i - 1].n > each.n or all[i - 1].n == each.n and all[i - 1].word < each.word)
        and math.abs(each.per_million - each.n * 1e6 / tokens_of(texts)) < 1e-6
    freq_of[each.word] = nil
end
tap.ok(good and next(freq_of) == nil, "freq counts every token, sorted")
for _, each in ipairs(freq(texts)) do
    good = good and each.word:find("%w") ~= nil
end
tap.ok(good, "without punctuation")
tap.is(#freq(texts, {match = "END*"}), 3, "match takes what fits, in any case")
tap.is(#freq(texts, {by = "word", match = "THE"}), 1, "by word case counts")
tap.is(freq(texts, {min = 1000000})[1], nil, "min leaves out the rare")
tap.is(#freq(texts, {limit = 2}), 2, "limit cuts")
tap.is(freq("end*", texts)[1].n, kwic("end*", texts, {group = "key"})[1].n, "freq of a pattern counts its forms")
local per = freq("the", texts, {per = "doc"})
tap.ok(#per == #texts and per[#per].n == 0, "per document all are told")
tap.is(#freq({texts[13]}), 0, "an empty document has no words")

-- ---- in a row, beside, in one and another -------------------------------------------------

local grams = {}
for _, doc in ipairs(texts) do
    local norms, sentence, flags = doc:column("norm"), doc:column("sentence"), doc:column("flags")
    for i = 1, #norms - 1 do
        if sentence[i] == sentence[i + 1] and (flags[i] | flags[i + 1]) & 32 == 0 then
            grams[#grams + 1] = norms[i] .. " " .. norms[i + 1]
        end
    end
end
grams = count(grams)
good = true
for _, each in ipairs(ngrams(2, texts, {min = 1})) do
    good = good and grams[each.words] == each.n
    grams[each.words] = nil
end
tap.ok(good and next(grams) == nil, "ngrams counts every pair within sentences")
for _, each in ipairs(ngrams(3, texts, {match = "pea*"})) do
    good = good and each.words:find("peace", 1, true) ~= nil and each.n >= 2
end
tap.ok(good, "match wants one word of it, min is two")

--- Tokens in windows of two on the left and one on the right.
local near, window = {}, 0
for _, doc in ipairs(texts) do
    local norms, sentence, marked = doc:column("norm"), doc:column("sentence"), {}
    for i, norm in ipairs(norms) do
        for k = i - 2, i + 1 do
            marked[k] = marked[k] or norm == "war" and k ~= i and sentence[k] == sentence[i]
        end
    end
    for i, norm in ipairs(norms) do
        if marked[i] then
            near[norm] = (near[norm] or 0) + 1
            window = window + 1
        end
    end
end
freq_of = plain_freq(texts)
local nodes, tokens = #kwic("war", texts), tokens_of(texts)
local collocs = colloc("war", texts, {window = {2, 1}, min = 1, punct = true, measure = "mi"})
good = #collocs > 5
for i, each in ipairs(collocs) do
    local expected = window * each.freq / tokens
    good = good and each.n == near[each.word] and each.freq == freq_of[each.word] and each.n == each.left + each.right
        and math.abs(each.mi - math.log(each.n / expected, 2)) < 1e-9
        and math.abs(each.t - (each.n - expected) / math.sqrt(each.n)) < 1e-9
        and math.abs(each.logdice - 14 - math.log(2 * each.n / (nodes + each.freq), 2)) < 1e-9
        and (i == 1 or collocs[i - 1].mi >= each.mi)
    near[each.word] = nil
end
tap.ok(good and next(near) == nil, "colloc counts every token of the windows")
tap.is(#colloc("nonesuch", texts), 0, "nothing stands beside nothing")

local one, other = {texts[1], texts[2], texts[3]}, table.move(texts, 4, #texts, 1, {})
local a, b = plain_freq(one), plain_freq(other)
local c, d = tokens_of(one), tokens_of(other)
local keyed = keyness(one, other, {min = 1, punct = true})
good = #keyed > 5
for i, each in ipairs(keyed) do
    local x, y = a[each.word] or 0, b[each.word] or 0
    local rate = (x + y) / (c + d)
    local ll = 2 * ((x > 0 and x * math.log(x / (c * rate)) or 0) + (y > 0 and y * math.log(y / (d * rate)) or 0))
    good = good and each.n == x and each.other == y and math.abs(each.ll - ll) < 1e-9
        and math.abs(each.log_ratio - math.log(math.max(x, 0.5) / c / (math.max(y, 0.5) / d), 2)) < 1e-9
        and (i == 1 or keyed[i - 1].ll >= each.ll)
end
tap.ok(good, "keyness of every word")
for _, each in ipairs(keyness(one, other, {min = 1, side = "negative"})) do
    good = good and each.n / c < each.other / d
end
tap.ok(good, "negative ones are rarer here")

local spread = dispersion({"the", "war"}, texts)
tap.ok(#spread == 2 and spread[1].word == "the" and spread[1].n == #kwic("the", texts), "dispersion: a row a word")
sum = 0
for _, x in ipairs(spread[1].where) do
    sum = sum + x
end
tap.is(sum, spread[1].n, "the picture has all of them")
local dp = 0
for _, doc in ipairs(texts) do
    dp = dp + math.abs(#doc / tokens - #kwic("the", doc) / spread[1].n) / 2
end
tap.ok(math.abs(spread[1].dp - dp) < 1e-9, "DP is half the sum of the differences")
tap.is(dispersion("the", texts[1])[1].parts, 10, "one document is cut into ten")
tap.is(dispersion("the", texts, {parts = 4})[1].parts, 4, "or all into as many as wanted")

-- ---- lemmas -----------------------------------------------------------------------------

tap.fails("freq: no document has lemmas or parts of speech", "lists by lemma want lemmas", freq, texts, {by = "lemma"})
local tagged = assay.text("The war ended. Wars end. They said: peace ends.")
if tagged:column("lemma") then
    tap.is(freq({tagged}, {by = "lemma", match = "end"})[1].n, 3, "freq by lemma")
    tap.is(freq({tagged}, {by = "lemma_pos", match = "war_*"})[1].word, "war_NOUN", "and by lemma and part of speech")
    tap.is(#kwic("<end>", {tagged, texts[1]}), 3 + #kwic("end", texts[1]),
        "where there are no lemmas the norm stands in, as in patterns")
    tap.is(#kwic("<end>", {tagged}), 3, "a pattern finds lemmas by their places")
end

-- ---- documents come and go ------------------------------------------------------------------

do
    local drawn = _G.sample(2, kwic("the", texts))
    tap.ok(drawn.total > 2 and #drawn == 2 and tostring(drawn):find("\n2 of " .. drawn.total .. " hits", 1, true),
        "a sample of hits prints as hits do", tostring(drawn))
    tap.is(ngrams({texts[1]}, {limit = 1})[1].words, ngrams(2, {texts[1]}, {limit = 1})[1].words,
        "the number of words may be left out")
end

local before = #kwic("war", texts)
local late = assay.text("One more war.", {id = "late", annotate = false})
texts[#texts + 1] = late
tap.is(#kwic("war", texts), before + 1, "a document that comes later is found")
local held = kwic("war", texts)
late:close()
do
    local far = assay.text("Ceci — un mot.", {id = ("long/"):rep(9) .. "id", annotate = false})
    local hits = kwic("un", {far, texts[1]})
    tap.is(hits[1].start .. "-" .. hits[1]["end"], "9-11", "a hit has its bytes, as records have them")
    tap.ok(tostring(hits):find("id:9  ", 1, true), "they are shown, however long the id")
    local alone = kwic("un", {far}, {sort = "left"})
    tap.ok(tostring(alone):match("^9  "), "without the id where one document is searched")
    far:close()
    local _, share_columns = require("assay.rows").of(freq("the", {texts[1], texts[2]}, {per = "year"}))
    local share_keys = {}
    for i, column in ipairs(share_columns) do
        share_keys[i] = column.key
    end
    tap.is(table.concat(share_keys, " "), "year n per_million docs tokens", "a file has no column twice for its bar")
end

tap.fails("the document of a hit is closed", "a hit of a closed document has no row",
    function() return held[#held] end)
tap.ok(held[1], "others have")
tap.fails("document 14 of the list is none (got closed document)", "a closed one cannot be asked", kwic, "war", texts)
table.remove(texts)
tap.is(#kwic("war", texts), before, "and is not counted any more")
for i = 1, 300 do
    local doc = assay.text(("war and %d "):format(i):rep(300), {annotate = false})
    if #kwic("war", doc) ~= 300 then
        tap.ok(false, "while many come and go")
    end
    doc:close()
end
tap.ok(index.info().bytes < 8 * 2^20, "the index forgets what went", index.info().bytes)
tap.is(#kwic("war", texts), before, "and still knows the rest")

-- ---- wrong usage ---------------------------------------------------------------------------

tap.fails('kwic: no document is open; try open "report.txt"', "kwic wants documents", kwic, "war")
tap.fails("kwic: pattern must be words, a pattern or a gazetteer (got nil)", "and something to find", kwic)
tap.fails("(got nothing)", "which is not nothing", kwic, "", texts)
tap.fails('kwic: there is no option "srot"; did you mean "sort"?', "options are known", kwic, "war", texts, {srot = 1})
tap.fails('did you mean "right"?', "and what they may be", kwic, "war", texts, {sort = "rigth"})
tap.fails("sort is about lines, group about counts", "lines or counts", kwic, "war", texts,
    {sort = "left", group = "key"})
tap.fails("test_corpus.lua:", "a pattern's mistake is its caller's", function()
    return #kwic("a (", texts)
end)
tap.fails("limit must be an integer of at least 1", "limits are positive", freq, texts, {limit = 0})
tap.fails("per needs words to count", "per wants words", freq, texts, {per = "month"})
tap.fails("by is for lists of words", "by wants none", freq, "war", texts, {by = "lemma"})
tap.fails("ngrams: n must be an integer from 1 to 10 (got 11)", "sequences are short", ngrams, 11, texts)
tap.fails("window must be a number of tokens or {left, right}", "windows are two numbers", colloc, "war", texts,
    {window = {1}})
tap.fails("there is no text in the documents", "keyness wants text", keyness, {texts[13]}, texts)
tap.fails("there is nothing to compare with", "on both sides", keyness, texts, {texts[13]})
tap.fails("dispersion: pattern must be words", "dispersion wants words", dispersion, {}, texts)
tap.is(#kwic("war", {}), 0, "no documents have no hits")
tap.is(#freq({}), 0, "and no words")

tap.done()
