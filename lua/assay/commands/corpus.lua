--- Commands about words in many documents: where they stand, how often,
-- beside what, in which documents.
local core = require "assay.core"
local corpus = require "assay.corpus"
local grid = require "assay.table"
local kwic = require "assay.kwic"
local options = require "assay.options"
local session = require "assay.session"

local index = core.corpus

local ROWS = 1000 -- of a list, unless limit says otherwise

-- ---- keyword in context --------------------------------------------------------

local KWIC = {
    sort = {"position", "left", "right", "key", "doc", "date"},
    group = {"key", "left", "right", "doc", "date", "month", "year", "source", "lang"},
    sample = {"integer", min = 1},
    seed = {"integer", min = 0},
    limit = {"integer", min = 1},
    width = {"integer", min = 1, max = 1000},
}

--- Hits by group of documents; those without any are left out.
local function shares(docs, pattern, by)
    local groups, labels = corpus.groups(docs, by)
    local rows = {}
    for i, row in ipairs(index.share(docs, pattern, groups, #labels)) do
        row[by] = labels[i] or nil
        rows[i] = row
    end
    return rows
end

local function share_table(docs, pattern, by, all)
    local rows = {}
    for _, row in ipairs(shares(docs, pattern, by)) do
        if all or row.n > 0 then
            rows[#rows + 1] = row
        end
    end
    return grid.new(rows, {by, "n", {key = "per_million", title = "per million", digits = 2},
        {key = "n", title = "", bar = true}, "docs", "tokens"})
end

local function grouped(docs, pattern, o)
    for _, key in ipairs {"sort", "sample", "seed", "width"} do
        if o[key] ~= nil then
            error(("kwic: %s is about lines, group about counts: leave one of them out"):format(key), 3)
        end
    end
    if o.group ~= "key" and o.group ~= "left" and o.group ~= "right" then
        return share_table(docs, pattern, o.group, false)
    end
    local rows = index.groups(docs, pattern, o.group, o.limit or ROWS)
    return grid.new(rows, {"key=" .. o.group, {key = "n"}, {key = "per_million", title = "per million", digits = 2},
        "docs"})
end

--- Options as core.corpus.hits has them.
local function order(docs, o)
    local sort = o.sort
    if sort == "position" then
        sort = nil
    elseif sort == "doc" or sort == "date" then
        o.ranks = corpus.groups(docs, sort)
        sort = "docs"
    end
    return {sort = sort, ranks = o.ranks, sample = o.sample, seed = o.seed,
            limit = o.limit, width = o.width}
end

local function kwic_all(pattern, docs, given)
    pattern = corpus.pattern(pattern, "kwic")
    local list, o = corpus.arguments(docs, given, KWIC, "kwic")
    if o.group then
        return grouped(list, pattern, o)
    end
    return kwic.new(list, pattern, order(list, o))
end

local function find(pattern, doc)
    pattern = corpus.pattern(pattern, "find")
    return kwic.new({session.the_doc(doc, "find")}, pattern)
end

-- ---- frequencies -------------------------------------------------------------------

local FREQ = {
    by = corpus.BY,
    per = corpus.GROUPS,
    match = "string",
    min = {"integer", min = 1},
    punct = "boolean",
    limit = {"integer", min = 1, default = ROWS},
}

--- What options of lists mean in core.corpus.
local function listing(o, more)
    local out = more or {}
    out.by, out.min, out.punct, out.limit = o.by, o.min, o.punct, o.limit
    out.glob = o.match and (o.by == nil or o.by == "norm") and core.norm(o.match) or o.match
    return out
end

local COUNTED = {{key = "n"}, {key = "per_million", title = "per million", digits = 2}, "docs"}

local function counted(rows, first)
    return grid.new(rows, {first, table.unpack(COUNTED)})
end

--- Of a pattern's hits: their forms, or how many per group.
local function freq_of(pattern, docs, o)
    for _, key in ipairs {"by", "match", "punct"} do
        if o[key] ~= nil then
            error(("freq: %s is for lists of words, not for hits of a pattern"):format(key), 3)
        end
    end
    if o.per then
        return share_table(docs, pattern, o.per, true)
    end
    local rows = {}
    for _, row in ipairs((index.groups(docs, pattern, "key", o.limit))) do
        if row.n >= (o.min or 1) then
            row.word, row.key = row.key, nil
            rows[#rows + 1] = row
        end
    end
    return counted(rows, "word")
end

--- freq(), freq(docs, options), freq(pattern, docs, options).
local function freq(pattern, docs, given)
    local kind = core.type(pattern)
    if kind == "document" or kind == "table" then
        pattern, docs, given = nil, pattern, docs
    elseif pattern ~= nil then
        pattern = corpus.pattern(pattern, "freq")
    end
    local list, o = corpus.arguments(docs, given, FREQ, "freq")
    if pattern then
        return freq_of(pattern, list, o)
    elseif o.per then
        error('freq: per needs words to count: freq("ceasefire", {per = "month"})', 2)
    end
    corpus.check_by(list, o.by, "freq")
    return counted(index.freq(list, listing(o)), "word=" .. (o.by or "word"))
end

local NGRAMS = {
    by = corpus.BY,
    match = "string",
    min = {"integer", min = 1, default = 2},
    punct = "boolean",
    limit = {"integer", min = 1, default = ROWS},
}

local function ngrams(n, docs, given)
    if type(n) == "table" or core.type(n) == "document" then -- left out
        n, docs, given = nil, n, docs
    end
    if n == nil then
        n = 2
    end
    if math.type(n) ~= "integer" or n < 1 or n > 10 then
        error(("ngrams: n must be an integer from 1 to 10 (got %s)"):format(options.told(n)), 2)
    end
    local list, o = corpus.arguments(docs, given, NGRAMS, "ngrams")
    corpus.check_by(list, o.by, "ngrams")
    return counted(index.ngrams(list, n, listing(o)), "words")
end

-- ---- collocations -------------------------------------------------------------------

local function is_window(value)
    if math.type(value) == "integer" then
        return value >= 0 and value <= 100, "an integer from 0 to 100"
    end
    local good = type(value) == "table" and #value == 2
    for i = 1, 2 do
        good = good and math.type(value[i]) == "integer" and value[i] >= 0 and value[i] <= 100
    end
    return good, "a number of tokens or {left, right}, each from 0 to 100"
end

local COLLOC = {
    by = corpus.BY,
    window = is_window,
    measure = {"logdice", "mi", "t", "ll", "n"},
    match = "string",
    min = {"integer", min = 1, default = 3},
    punct = "boolean",
    limit = {"integer", min = 1, default = ROWS},
}

local function colloc(node, docs, given)
    node = corpus.pattern(node, "colloc")
    local list, o = corpus.arguments(docs, given, COLLOC, "colloc")
    corpus.check_by(list, o.by, "colloc")
    local window = o.window or 5
    local left = type(window) == "table" and window[1] or window
    local right = type(window) == "table" and window[2] or window
    local rows = index.colloc(list, node, listing(o, {left = left, right = right, measure = o.measure}))
    return grid.new(rows, {"word=" .. (o.by or "word"), "n", "left", "right", "freq",
        {key = "logdice", title = "logDice", digits = 2}, {key = "mi", title = "MI", digits = 2},
        {key = "t", digits = 2}, {key = "ll", title = "LL", digits = 2}})
end

-- ---- keyness ---------------------------------------------------------------------------

local KEYNESS = {
    by = corpus.BY,
    sort = {"ll", "log_ratio", "diff"},
    side = {"both", "positive", "negative"},
    match = "string",
    min = {"integer", min = 1, default = 3},
    punct = "boolean",
    limit = {"integer", min = 1, default = ROWS},
}

--- The open documents that are not in the list.
local function others(docs)
    local taken, out = {}, {}
    for _, doc in ipairs(docs) do
        taken[doc] = true
    end
    for _, doc in ipairs(session.opened()) do
        if not taken[doc] then
            out[#out + 1] = doc
        end
    end
    return out
end

local function tokens_of(docs)
    local n = 0
    for _, doc in ipairs(docs) do
        n = n + #doc
    end
    return n
end

--- keyness(), keyness(target, options), keyness(target, reference, options).
local function keyness(target, reference, given)
    if target ~= nil and reference == nil and given == nil then
        target, given = corpus.split(target)
    elseif given == nil then
        reference, given = corpus.split(reference)
    end
    local o = options.read(given, KEYNESS, "keyness", 3)
    local one = target == nil and {session.the_doc(nil, "keyness")} or session.the_docs(target, "keyness")
    local other = reference == nil and others(one) or session.the_docs(reference, "keyness")
    if tokens_of(one) == 0 then
        error("keyness: there is no text in the documents to describe", 2)
    elseif tokens_of(other) == 0 then
        error("keyness: there is nothing to compare with; open more documents, or give two lists of them", 2)
    end
    corpus.check_by(one, o.by, "keyness")
    local rows = index.keyness(one, other, listing(o, {sort = o.sort, side = o.side}))
    return grid.new(rows, {"word=" .. (o.by or "word"), "n", {key = "per_million", title = "per million", digits = 2},
        {key = "other", title = "n there"}, {key = "other_per_million", title = "per million there", digits = 2},
        {key = "ll", title = "LL", digits = 2}, {key = "log_ratio", title = "log ratio", digits = 2},
        {key = "diff", title = "%DIFF", digits = 1}}, "nothing differs")
end

-- ---- dispersion ------------------------------------------------------------------------

local BINS = 40     -- of the picture
local PIECES = 10   -- of one document alone

local DISPERSION = {
    parts = {"integer", min = 2, max = 1000},
}

local function dispersion(what, docs, given)
    local words, patterns = core.type(what) == "table" and what or {what}, {}
    for i = 1, math.max(1, #words) do
        patterns[i] = corpus.pattern(words[i], "dispersion")
    end
    local list, o = corpus.arguments(docs, given, DISPERSION, "dispersion")
    local parts = o.parts or #list == 1 and PIECES or 0
    local rows = {}
    for i, pattern in ipairs(patterns) do
        rows[i] = index.dispersion(list, pattern, parts, BINS)
        rows[i].word = tostring(words[i])
    end
    return grid.new(rows, {"word", "n", {key = "per_million", title = "per million", digits = 2}, "range", "parts",
        {key = "juilland_d", title = "D", digits = 3}, {key = "dp", title = "DP", digits = 3},
        {key = "dp_norm", title = "DPnorm", digits = 3}, {key = "where", spark = true}})
end

return {kwic = kwic_all, find = find, freq = freq, ngrams = ngrams, colloc = colloc, keyness = keyness,
        dispersion = dispersion}
