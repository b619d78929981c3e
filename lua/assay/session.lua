--- The open documents, in order. The one that commands are about is the
-- global `doc`.
local core = require "assay.core"

local session = {}

local opened = {}
local paths = setmetatable({}, {__mode = "k"}) -- document -> what was opened
local hooks = {} -- told of documents that were added

--- The open documents as a list of the caller's; those that a script closed
-- by itself are forgotten.
function session.opened()
    local kept = {}
    for _, doc in ipairs(opened) do
        if core.type(doc) == "document" then
            kept[#kept + 1] = doc
        end
    end
    opened = kept
    return table.move(kept, 1, #kept, 1, {})
end

local function tell(docs)
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

--- Put one document behind those that are open; `doc` stays what it is.
-- @tparam[opt] string path what `open` was given for it
function session.push(doc, path)
    opened[#opened + 1] = doc
    paths[doc] = path
    tell{doc}
end

--- Put documents behind those that are open. The first of them becomes `doc`.
function session.add(docs)
    session.opened()
    table.move(docs, 1, #docs, #opened + 1, opened)
    _G.doc = docs[1]
    tell(docs)
end

--- What was opened, in order of its first document that still is open:
-- {path =, docs =}; documents that were not read from a path are left out.
function session.sources()
    local list, by_path = {}, {}
    for _, doc in ipairs(session.opened()) do
        local path = paths[doc]
        if path and not by_path[path] then
            by_path[path] = {path = path, docs = {}}
            list[#list + 1] = by_path[path]
        end
        if path then
            table.insert(by_path[path].docs, doc)
        end
    end
    return list
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
        error(("%s: expected a document or a list of them (got %s)"):format(
            name, core.type(docs)), level)
    end
    local list = {}
    for i, item in ipairs(as_list(docs)) do
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
