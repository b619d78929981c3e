--- Which documents: those of some metadata, or that contain something.
local core = require "assay.core"
local criteria = require "assay.records.criteria"
local docset = require "assay.records.docset"
local gather = require "assay.records.gather"
local kinds = require "assay.records.kinds"
local corpus = require "assay.corpus"
local kwic = require "assay.kwic"
local lists = require "assay.lists"
local options = require "assay.options"
local partial = require "assay.partial"

local where = {}

--- Criteria of documents, as those of a kind of record.
local ABOUT = {
    main = "pattern",
    columns = {"id", "title", "source", "lang", "dateline", "tokens",
               "bytes", "has", "pattern", "test"},
    types = {tokens = "number", bytes = "number"},
    common = {"date", "after", "before"},
}

--- What is known of a document: what came with it, and what its plugins read
-- in it (a dateline, a headline).
local function row_of(doc)
    local record = doc:records("document")[1] or {}
    return {id = doc.id, title = docset.title_of(doc), source = doc.source,
            lang = doc.lang, dateline = record.dateline, tokens = #doc,
            bytes = doc.size, published = doc.date or record.date}
end

-- ---- what a document contains ---------------------------------------------

--- One item of `has`: a kind's name, or {kind = "quote", criteria ...}.
-- @treturn function|nil f(doc): is there such a record in it?
-- @treturn string|nil what is wrong
local function contains(item, docs, name)
    local given = type(item) == "string" and {kind = item} or item
    if type(given) ~= "table" or type(given.kind) ~= "string" then
        return nil, name .. ': has must be a kind, {kind = "quote", ...} or'
            .. " a list of such (got " .. options.told(item) .. ")"
    end
    local kind = kinds.get(given.kind)
    if not kind then
        return nil, ("%s: there is no kind %s%s"):format(name,
            options.told(given.kind), options.hint(given.kind,
                kinds.names()))
    end
    local own = {}
    for key, value in pairs(given) do
        own[key] = key ~= "kind" and value or nil
    end
    local fits, wrong = criteria.compile(kind, own, docs, name)
    if not fits then
        return nil, wrong
    end
    local read = gather.reader{kind.name}
    return function(doc)
        return lists.any(read(doc), fits)
    end
end

--- `has` as a list of tests, all of which must hold.
local function read_has(has, docs, name)
    local list = type(has) == "table" and has.kind == nil and has or {has}
    local tests = {}
    if #list == 0 then
        return contains(nil, docs, name)
    end
    for i, item in ipairs(list) do
        local test, wrong = contains(item, docs, name)
        if not test then
            return nil, wrong
        end
        tests[i] = test
    end
    return tests
end

local function read_pattern(pattern, docs, name)
    if not kwic.can(pattern) then
        return nil, ("%s: pattern must be words, a pattern or a gazetteer "
            .. "(got %s)"):format(name, core.type(pattern))
    end
    local has = corpus.with(docs, pattern)
    return {function(doc) return has[doc] end}
end

local function read_test(test, name)
    if type(test) ~= "function" then
        return nil, ("%s: test must be a function (got %s)"):format(name,
            core.type(test))
    end
    return {test}
end

local READ = {
    {"test", function(v, _, name) return read_test(v, name) end},
    {"has", read_has},
    {"pattern", read_pattern},
}

--- All tests of the criteria; the quick ones come first.
local function read_all(given, docs, name)
    local plain = {}
    for key, value in pairs(given) do
        plain[key] = value
    end
    for _, reader in ipairs(READ) do
        plain[reader[1]] = nil
    end
    local fits, wrong = criteria.compile(ABOUT, plain, docs, name)
    if not fits then
        return nil, wrong
    end
    local tests = {function(doc) return fits(row_of(doc)) end}
    for _, reader in ipairs(READ) do
        local value = given[reader[1]]
        if value ~= nil then
            local more, problem = reader[2](value, docs, name)
            if not more then
                return nil, problem
            end
            table.move(more, 1, #more, #tests + 1, tests)
        end
    end
    return tests
end

--- The documents that fit, as a set.
-- @tparam {document,...} docs
-- @tparam table given id, title, source, lang, dateline: text, * for any; tokens,
--   bytes: a number or {min=, max=}; date, after, before; has: records;
--   pattern: words; test: a function of the document
-- @tparam string name for messages
-- @treturn table|nil set
-- @treturn string|nil what is wrong with the criteria
function where.select(docs, given, name)
    local tests, wrong = read_all(given, docs, name)
    if not tests then
        return nil, wrong
    end
    return partial.result("where", docs, lists.all(tests), function(fits, of)
        local found = {}
        for i, doc in ipairs(of) do
            found[#found + 1] = fits[i] and doc or nil
        end
        return docset.new(found)
    end)
end

return where
