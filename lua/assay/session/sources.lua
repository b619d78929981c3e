--- What documents are, so that one can tell later whether they still are that:
-- paths as opened, how many documents each gave, and one hash of all.
local core = require "assay.core"
local session = require "assay.session"

local sources = {}

local hashes = setmetatable({}, {__mode = "k"}) -- document -> of its text

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
-- leads, whatever folder one is in.
function sources.now()
    local out = {}
    for i, source in ipairs(session.sources()) do
        out[i] = {path = source.path, real = core.paths.real(source.path), n = #source.docs,
                  sha256 = sources.hash(source.docs)}
    end
    return out
end

--- The path to open what was at `path` then: that, or where it led.
function sources.path_now(source)
    local real = source.real
    if type(real) ~= "string" or core.paths.real(source.path) == real then
        return source.path
    end
    return real
end

--- What is different from what a path gave then; nil: nothing. Of a path that
-- was opened more than once the latest documents count.
function sources.difference(path, n, sha256)
    for _, source in ipairs(session.sources()) do
        if source.path == path then
            local docs = source.docs
            if n < 1 or #docs < n or #docs % n ~= 0 then
                return ("%s: %d documents, %d then"):format(path, #docs, n)
            end
            docs = table.move(docs, #docs - n + 1, #docs, 1, {})
            return sources.hash(docs) ~= sha256 and path .. ": the text is another than then" or nil
        end
    end
    return path .. ": not open"
end

return sources
