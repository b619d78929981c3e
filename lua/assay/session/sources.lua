--- What documents are, so that one can tell later whether they still are that:
-- paths as opened, how many documents each gave, and one hash of all.
local core = require "assay.core"
local session = require "assay.session"

local sources = {}

local MOST = 200 -- paths that are listed one by one

local hashes = setmetatable({}, {__mode = "k"}) -- document -> of its text
local latest = {} -- what sources.now gave, and for which version of the list

local function hash(doc)
    if not hashes[doc] then
        local record = doc:records("document")[1]
        hashes[doc] = record and record.sha256 or core.state.sha256(doc:text())
    end
    return hashes[doc]
end

--- One hash for the documents of a path: of one that of its text; of several
-- that of the list "hash  id", a line each.
function sources.hash(docs)
    if #docs == 1 then
        return hash(docs[1])
    end
    local lines = {}
    for i, doc in ipairs(docs) do
        lines[i] = ("%s  %s\n"):format(hash(doc), doc.id)
    end
    return core.state.sha256(table.concat(lines))
end

--- {path =, real =, n =, sha256 =} of all that is open; `real` is where the path
-- leads, whatever folder one is in. Of more than can be listed one hash of all:
-- {n =, sha256 =}.
function sources.now()
    if latest.version == session.version() then
        return latest.list
    end
    local out, list = {}, session.sources()
    for i, source in ipairs(#list <= MOST and list or {}) do
        out[i] = {path = source.path, real = source.real, n = #source.docs, sha256 = sources.hash(source.docs)}
    end
    if #list > MOST then
        local docs = session.opened()
        out[1] = {n = #docs, sha256 = sources.hash(docs)}
    end
    latest = {version = session.version(), list = out}
    return out
end

--- The open documents of a path, by what it is or by where it led; nil: none.
function sources.docs(path, real)
    for _, source in ipairs(session.sources()) do
        if source.path == path or real and source.real == real then
            return source.docs
        end
    end
end

--- What is different from what a path gave then; nil: nothing. Of a path that
-- was opened more than once the latest documents count. Without a path it is
-- about all that is open.
function sources.difference(path, n, sha256, real)
    local docs = sources.docs(path, real)
    if not path then
        docs, path = session.opened(), "the documents"
    end
    if not docs then
        return path .. ": not open"
    elseif n < 1 or #docs < n or #docs % n ~= 0 then
        return ("%s: %d documents, %d then"):format(path, #docs, n)
    end
    docs = table.move(docs, #docs - n + 1, #docs, 1, {})
    return sources.hash(docs) ~= sha256 and path .. ": the text is another than then" or nil
end

return sources
