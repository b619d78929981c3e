--- What documents are, so that one can tell later whether they still are that:
-- paths as opened, how many documents each gave, and one hash of all.
local core = require "assay.core"
local session = require "assay.session"

local sources = {}

local hashes = setmetatable({}, {__mode = "k"}) -- document -> of its text

local function hash(doc)
    if not hashes[doc] then
        hashes[doc] = core.state.sha256(doc:text())
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

--- {path =, n =, sha256 =} of all that is open.
function sources.now()
    local out = {}
    for i, source in ipairs(session.sources()) do
        out[i] = {path = source.path, n = #source.docs, sha256 = sources.hash(source.docs)}
    end
    return out
end

--- What is different from what a path gave then; nil: nothing.
function sources.difference(path, n, sha256)
    for _, source in ipairs(session.sources()) do
        if source.path == path then
            if #source.docs ~= n then
                return ("%s: %d documents, %d then"):format(path, #source.docs, n)
            end
            return sources.hash(source.docs) ~= sha256 and path .. ": the text is another than then" or nil
        end
    end
    return path .. ": not open"
end

return sources
