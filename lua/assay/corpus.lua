--- What the commands over the corpus share: their arguments, and documents
-- grouped by what is known of them. The counting is in C (core.corpus).
local core = require "assay.core"
local kwic = require "assay.kwic"
local options = require "assay.options"
local session = require "assay.session"

local index = core.corpus

local corpus = {}

corpus.BY = {"norm", "word", "lemma", "upos", "lemma_pos"}

--- Is it a document or a list of them, and not options? A plain table is a
-- list unless it has keys and no first item.
local function is_docs(value)
    if core.type(value) == "document" or core.type(value) == "closed document" then
        return true
    end
    return type(value) == "table" and (getmetatable(value) ~= nil
        or value[1] ~= nil or next(value) == nil)
end

--- One argument that may be documents or options: documents, options.
function corpus.split(value)
    if type(value) == "table" and not is_docs(value) then
        return nil, value
    end
    return value, nil
end

--- Documents and options of arguments: either may be left out.
-- @tparam table spec of the options, see assay.options
-- @treturn {document,...} docs a list of the caller's
-- @treturn table options
function corpus.arguments(docs, given, spec, name)
    if given == nil then
        docs, given = corpus.split(docs)
    end
    local read = options.read(given, spec, name, 4)
    return session.the_docs(docs, name, 4), read
end

-- What was told last, and after how many entries of the prompt: a script may
-- ask the same of many documents.
local told, told_at

--- Tell what of a pattern is likely to be a mistake: names of labels and
-- attributes that nothing gives, above all. It is no error: a script may give
-- them to other documents than these.
local function tell_lints(lints, name)
    local results = package.loaded["assay.results"]
    local at = results and #results.entries() or 0
    if lints and (lints ~= told or at ~= told_at) then
        told, told_at = lints, at
        io.stderr:write(name, ": ", core.clean(lints, "lines"), "\n")
    end
end

--- What to look for: words, a gazetteer, a pattern, which is compiled. What
-- is wrong with it is the mistake of the command's caller, at level 3.
function corpus.pattern(pattern, name)
    if not kwic.can(pattern) then
        local got = pattern == "" and "nothing" or core.type(pattern)
        error(("%s: pattern must be words, a pattern or a gazetteer (got %s)"):format(name, got), 3)
    elseif type(pattern) ~= "string" or index.words(pattern) then
        return pattern
    end
    local work = package.loaded["assay.rules.work"]
    local good, compiled, lints = pcall(index.pattern, pattern, work and work.now().set)
    if not good then
        error(compiled, 3)
    end
    tell_lints(lints, name)
    return compiled
end

--- Lemmas and parts of speech must be there for lists by them.
function corpus.check_by(docs, by, name)
    if by ~= nil and by ~= "norm" and by ~= "word" and #docs > 0 and not index.tagged(docs) then
        error(("%s: no document has lemmas or parts of speech: no model speaks their language, or they were opened "
            .. 'without the plugins; by = "norm" needs none'):format(name), 3)
    end
end

-- ---- documents by what is known of them ------------------------------------

local function date_part(n)
    return function(doc)
        return doc.date and doc.date:sub(1, n)
    end
end

local LABELS = {
    doc = function(doc) return doc.id end,
    date = date_part(10), month = date_part(7), year = date_part(4),
    source = function(doc) return doc.source end,
    lang = function(doc) return doc.lang end,
}

--- What documents can be grouped by.
corpus.GROUPS = {"doc", "date", "month", "year", "source", "lang"}

--- Before what is known comes nothing; else by bytes.
local function label_before(a, b)
    if a == b or a == false or b == false then
        return b == false and a ~= b
    end
    return a < b
end

--- Number the documents by group.
-- @treturn {integer,...} numbers of groups, a document each
-- @treturn {string|false,...} labels of groups in order, false: not known
function corpus.groups(docs, by)
    local label_of, seen, labels = LABELS[by], {}, {}
    local own = {}
    for i, doc in ipairs(docs) do
        local label = label_of(doc) or false
        own[i] = label
        if not seen[label] then
            seen[label] = true
            labels[#labels + 1] = label
        end
    end
    table.sort(labels, label_before)
    for i, label in ipairs(labels) do
        seen[label] = i
    end
    for i, label in ipairs(own) do
        own[i] = seen[label]
    end
    return own, labels
end

--- Which of the documents have a hit, as a set: has[doc].
function corpus.with(docs, pattern)
    local own, has = {}, {}
    for i in ipairs(docs) do
        own[i] = i
    end
    for i, row in ipairs(index.share(docs, pattern, own, #docs)) do
        has[docs[i]] = row.n > 0
    end
    return has
end

return corpus
