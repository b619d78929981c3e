--- The open documents, in order. The one that commands are about is the
-- global `doc`.
local core = require "assay.core"

local session = {}

local opened = {}

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

--- Put documents behind those that are open. The first of them becomes `doc`.
function session.add(docs)
    session.opened()
    table.move(docs, 1, #docs, #opened + 1, opened)
    _G.doc = docs[1]
end

--- The document given, or the current one. Level 3 is the caller's line.
-- @tparam string name of the command, for its messages
function session.the_doc(doc, name)
    if doc == nil then
        doc = _G.doc
    end
    if doc == nil then
        error(name .. ': no document is open; try open "report.txt"', 3)
    end
    if core.type(doc) ~= "document" then
        error(("%s: expected a document (got %s)"):format(name,
            core.type(doc)), 3)
    end
    return doc
end

--- The documents given (a document, or a list of them), or all open ones.
-- Level 3 is the caller's line.
function session.the_docs(docs, name)
    if core.type(docs) == "document" then
        return {docs}
    elseif docs ~= nil and type(docs) ~= "table" then
        error(("%s: expected a document or a list of them (got %s)"):format(
            name, core.type(docs)), 3)
    end
    local list = docs or session.opened()
    for i, doc in ipairs(list) do
        if core.type(doc) ~= "document" then
            error(("%s: document %d of the list is none (got %s)"):format(
                name, i, core.type(doc)), 3)
        end
    end
    if #list == 0 then
        error(name .. ': no document is open; try open "report.txt"', 3)
    end
    return list
end

return session
