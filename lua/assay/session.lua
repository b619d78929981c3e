--- The open documents, in order. The one that commands are about is the
-- global `doc`.
local core = require "assay.core"
local lists = require "assay.lists"

local session = {}

local opened = {}
local sources = setmetatable({}, {__mode = "k"}) -- document -> what was opened: {path =, real =}
local latest -- of those
local own = setmetatable({}, {__mode = "k"}) -- documents that were read in a way of their own
local by_id = setmetatable({}, {__mode = "v"}) -- id -> the latest document that has it
local hooks = {} -- told of documents that were added
local version = 0 -- of the list
local spare = {} -- real path -> documents that need not be read again

--- The open documents as a list of the caller's; those that a script closed
-- by itself are forgotten.
function session.opened()
    local open = core.corpus.open(opened)
    if #open < #opened then
        version = version + 1
        opened = core.corpus.open(open)
    end
    return open
end

--- A number that is another when documents were opened or closed.
function session.version()
    session.opened()
    return version
end

local function tell(docs)
    version = version + 1
    for _, hook in ipairs(hooks) do
        hook(docs)
    end
end

local asked = 0 -- the last number that session.nth was asked for

--- Open document number n, or nil. A loop over all of them sees those that were
-- open at its start, and does not look for closed ones at each step.
function session.nth(n)
    if n ~= asked + 1 or core.type(opened[n]) ~= "document" then
        session.opened()
    end
    asked = n
    return opened[n]
end

--- From now on call hook(docs) with documents that were added.
function session.when_added(hook)
    hooks[#hooks + 1] = hook
end

--- What a path is, wherever one will be later.
local function source_of(path)
    if not latest or latest.path ~= path then
        latest = {path = path, real = core.paths.real(path)}
    end
    return latest
end

--- Put one document behind those that are open; `doc` stays what it is.
-- @tparam[opt] string path what `open` was given for it
-- @param reading true if it was read otherwise than others
-- @treturn boolean whether one of that id was open
function session.push(doc, path, reading)
    own[doc] = reading and true or own[doc]
    local id = doc.id
    local is_twice = core.type(by_id[id]) == "document"
    by_id[id] = doc
    opened[#opened + 1] = doc
    sources[doc] = sources[doc] or path and source_of(path) or nil
    tell{doc}
    return is_twice
end

--- Put documents behind those that are open. The first of them becomes `doc`.
function session.add(docs)
    session.opened()
    table.move(docs, 1, #docs, #opened + 1, opened)
    _G.doc = docs[1]
    tell(docs)
end

--- What was opened, in order of its first document that still is open:
-- {path =, real =, docs =}, real nil where the path led nowhere; documents that
-- were not read from a path are left out.
function session.sources()
    local list, by_path = {}, {}
    for _, doc in ipairs(session.opened()) do
        local source = sources[doc]
        if source and not by_path[source.path] then
            by_path[source.path] = {path = source.path, real = source.real, docs = {}}
            list[#list + 1] = by_path[source.path]
        end
        if source then
            table.insert(by_path[source.path].docs, doc)
        end
    end
    return list
end

local function note_ids()
    by_id = setmetatable({}, {__mode = "v"})
    for _, doc in ipairs(opened) do
        by_id[doc.id] = doc
    end
end

--- Begin without documents; what this gives is for session.resume.
-- @tparam function may_use which of the sources' documents session.take gives
function session.aside(may_use)
    local kept = {docs = session.opened(), doc = _G.doc}
    for _, source in ipairs(session.sources()) do
        if source.real and not lists.any(source.docs, function(doc) return own[doc] end) and may_use(source) then
            spare[source.real] = source.docs
        end
    end
    opened, latest, version, _G.doc = {}, nil, version + 1, nil
    note_ids()
    return kept
end

--- Documents of a path that need not be read again, once; else nil.
function session.take(path)
    local real = next(spare) and core.paths.real(path)
    local docs = real and spare[real]
    if docs then
        spare[real] = nil
    end
    return docs
end

--- Documents that were opened since the others were put aside, where nothing of
-- their path is there.
local function take_over(new, current)
    local there = {}
    for _, source in ipairs(session.sources()) do
        there[source.real or source.path] = true
    end
    for _, doc in ipairs(new) do
        local source = sources[doc]
        if not source or not there[source.real or source.path] then
            opened[#opened + 1] = doc
        end
        if source and source.real and core.paths.real(source.path) ~= source.real then
            source.path = source.real -- one is in another folder now
        end
    end
    for _, doc in ipairs(opened) do
        _G.doc = doc == current and doc or _G.doc
    end
end

--- Go on with the documents that were put aside, and, where they may stay, with
-- those that were opened since.
function session.resume(kept, may_stay)
    local new, current = session.opened(), _G.doc
    opened, spare, latest, version, _G.doc = kept.docs, {}, nil, version + 1, kept.doc
    if may_stay then
        take_over(new, current)
    end
    note_ids()
end

--- The document of a row of the table of `docs` or of a set; else nil.
function session.of_row(value)
    if core.type(value) == "table" then
        local doc = rawget(value, "doc")
        return core.type(doc) == "document" and doc.id == rawget(value, "id") and doc or nil
    end
end

--- The document given, or the current one. Level 3 is the caller's line.
-- @tparam string name of the command, for its messages
function session.the_doc(doc, name)
    if doc == nil then
        doc = _G.doc
    end
    doc = session.of_row(doc) or doc
    if doc == nil then
        error(name .. ': no document is open; try open "report.txt"', 3)
    end
    if core.type(doc) ~= "document" then
        error(("%s: expected a document (got %s)"):format(name,
            core.type(doc)), 3)
    end
    return doc
end

--- A document, or that of a row which has one, as in the table of `docs`.
local function as_document(item)
    if type(item) == "table" and core.type(item) == "table" then
        return rawget(item, "doc")
    end
    return item
end

--- What was given as documents, as a list: a row of the table of `docs` is
-- one, the command `docs` is all.
local function as_list(docs)
    local meta = getmetatable(docs)
    if docs == nil or type(meta) == "table" and meta.__command then
        return session.opened()
    elseif docs[1] == nil and core.type(as_document(docs)) == "document" then
        return {docs}
    end
    return docs
end

--- The documents given (a document, a list or set of them, or of rows with
-- one), or all open ones. A list that is given may be empty.
-- @tparam[opt=3] integer level whose mistake it is: 3 is the caller's line
function session.the_docs(docs, name, level)
    level = level or 3
    if core.type(docs) == "document" then
        return {docs}
    elseif docs ~= nil and type(docs) ~= "table" then
        error(("%s: expected a document or a list of them (got %s)%s"):format(name, core.type(docs),
            math.type(docs) == "integer" and ("; docs[%d] is document %d"):format(docs, docs) or ""), level)
    end
    local given = as_list(docs)
    local list = core.corpus.open(given)
    if #list > 0 and #list == rawlen(given) then
        return list
    end
    list = {}
    for i, item in ipairs(given) do
        list[i] = as_document(item)
        if core.type(list[i]) ~= "document" then
            error(("%s: document %d of the list is none (got %s)"):format(
                name, i, core.type(list[i])), level)
        end
    end
    if #list == 0 and docs ~= nil and next(docs) ~= nil then
        error(name .. ": expected a document or a list of them (got a table "
            .. "without any)", level)
    elseif #list == 0 and docs == nil then
        error(name .. ': no document is open; try open "report.txt"', level)
    end
    return list
end

return session
