--- What was added to documents, in steps that can be taken back and done
-- again. One entry at the prompt is a step, in a script each doc:add and
-- rules:apply is one; what commands about rules do is one each.
--
-- Spans of a step carry its number in the document (core/doc/cut.h); here is
-- only the list. A document that nobody else holds is not kept by it; what a
-- step took out of a document is kept until something new is done.
local core = require "assay.core"
local grid = require "assay.table"

local undo = {}

local LEAST = 1000 -- steps that are kept, and less than twice as many

local done, undone = {}, {}

local function weak()
    return setmetatable({}, {__mode = "k"})
end

local n_added = 0 -- spans in all, whatever became of them

local touched = weak() -- documents that something was added to

--- A new step: what was undone is forgotten.
local function push(step)
    undone = #undone > 0 and {} or undone
    done[#done + 1] = step
    if #done == 2 * LEAST then -- not at each step: it moves them all
        done = table.move(done, LEAST + 1, #done, 1, {})
    end
end

local spans = {}
spans.__index = spans

function spans:back()
    self.cuts = self.cuts or weak()
    for doc in pairs(self.docs) do
        if core.type(doc) == "document" then
            core.journal.take(doc, self.id, self.cuts)
        end
    end
end

function spans:again()
    for doc in pairs(self.docs) do
        if core.type(doc) == "document" then
            core.journal.put(doc, self.cuts)
        end
    end
end

--- What doc:add and the like tell of each addition.
function undo.note(doc, id, what, n)
    local step = done[#done]
    touched[doc], n_added = true, n_added + n
    if not step or step.id ~= id then
        step = setmetatable({id = id, what = what, n = 0, docs = weak()},
            spans)
        push(step)
    end
    step.n = step.n + n
    step.docs[doc] = true
    if step.what ~= what then
        step.what = "several"
    end
end

--- A step of another kind.
-- @tparam table step what (as undo.list shows it), n (spans), and methods
--   back and again
function undo.push(step)
    core.journal.close()
    push(step)
end

--- Take back a step that was pushed last, as if it had not been.
function undo.forget(step)
    if done[#done] == step then
        done[#done] = nil
    end
end

--- What is added from here on, up to the next call, is one step, as an entry
-- at the prompt is.
undo.entry = core.journal.entry

--- Was anything added to a document by other than the session's rules?
function undo.touched(doc)
    return touched[doc] ~= nil
end

--- What changes with every step that is made, taken back or done again.
-- @treturn string
function undo.mark()
    local last = done[#done]
    return ("%s %d %d %d"):format(tostring(last), last and last.n or 0, #done, #undone)
end

--- How many spans were ever added by other than the session's rules.
function undo.n_added()
    return n_added
end

--- Begin without steps; what this gives is for undo.resume.
function undo.aside()
    core.journal.close()
    local kept = {done, undone}
    done, undone = {}, {}
    return kept
end

--- Go on with the steps that were put aside, where there are some; else with
-- those that were made since, if they may stay.
function undo.resume(kept, may_stay)
    core.journal.close()
    if not may_stay or #kept[1] + #kept[2] > 0 then
        done, undone = kept[1], kept[2]
    end
end

local function docs_of(step)
    local n = 0
    for doc in pairs(step.docs or {}) do
        n = n + (core.type(doc) == "document" and 1 or 0)
    end
    return n
end

local COLUMNS = {"n", "what", "spans", "docs", "state"}

local function row_of(step, n, state)
    return {n = n, what = step.what, spans = step.n, docs = docs_of(step),
            state = state}
end

--- Move up to `n` steps from one list to the other. A step that fails, or is
-- interrupted, stays where it is and goes on from there the next time.
local function move(n, from, to, method, state, empty)
    local rows = {}
    core.journal.close()
    for i = 1, math.min(n, #from) do
        local step = from[#from]
        step[method](step)
        from[#from] = nil
        to[#to + 1] = step
        rows[i] = row_of(step, i, state)
    end
    return grid.new(rows, COLUMNS, empty)
end

--- Take back the last `n` steps.
-- @treturn {table,...} a row a step: what, spans, docs, state
function undo.back(n)
    return move(n, done, undone, "back", "undone", "nothing to undo")
end

--- Do again what was undone, as long as nothing else was done since.
function undo.again(n)
    return move(n, undone, done, "again", "done again", "nothing to redo")
end

--- All steps: those that undo takes back (1 is the next), then those that
-- redo does again.
function undo.list()
    local rows = {}
    for i = #done, 1, -1 do
        rows[#rows + 1] = row_of(done[i], #done + 1 - i, "done")
    end
    for i = #undone, 1, -1 do
        rows[#rows + 1] = row_of(undone[i], #undone + 1 - i, "undone")
    end
    return grid.new(rows, COLUMNS, "nothing was added")
end

return undo
