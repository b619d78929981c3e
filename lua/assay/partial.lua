--- Work over many documents that shows how far it is, and of which an interrupt
-- keeps what is done: the result of the documents that were read by then.
--
-- What is read of a document is kept by one assignment, which an interrupt comes
-- before or after. No code runs any more once it came (core/bind/guard.h), so
-- that the result is made when the prompt asks for it.
local core = require "assay.core"

local partial = {}

local running -- {docs =, done =, make =}: the work that an interrupt is about; or nil

local remarks = setmetatable({}, {__mode = "k"}) -- value -> of how many

--- An interrupt leaves `running` as it is, for it ends what would run here.
local scope = setmetatable({}, {__close = function() running = nil end})

local function read_all(docs, read, done, bar)
    for i, doc in ipairs(docs) do
        done[i] = read(doc)
        if bar then
            bar:step(i)
        end
    end
    return done
end

--- Work within work, by a function of the user's, has no progress of its own.
local function run(what, docs, read, make)
    local done = {}
    if running then
        return read_all(docs, read, done)
    end
    running = {docs = docs, done = done, make = make}
    local _ <close> = scope
    local bar <close> = core.progress(what, #docs)
    return read_all(docs, read, done, bar)
end

--- Read documents one by one.
-- @tparam string what stands before the progress
-- @tparam {document,...} docs
-- @tparam function read f(document) gives what is kept of it, not nil
-- @treturn table a list of what it gave
function partial.list(what, docs, read)
    return run(what, docs, read)
end

--- Read documents one by one and make a result of them; when that is
-- interrupted, of those that were read.
-- @tparam function make f(list of what was read, list of the documents)
function partial.result(what, docs, read, make)
    return make(run(what, docs, read, make), docs)
end

--- Called before an entry runs.
function partial.forget()
    running = nil
end

--- The result of what was interrupted: of some documents.
-- @treturn value or nil where nothing is kept
-- @treturn integer how many documents were read
-- @treturn integer of how many
function partial.take()
    local work = running
    running = nil
    if not work or not work.make or #work.done == 0 then
        return nil
    end
    local n, all = #work.done, #work.docs
    local value = work.make(work.done, table.move(work.docs, 1, n, 1, {}))
    if type(value) == "table" then
        remarks[value] = ("of %d of %d documents"):format(n, all)
    end
    return value, n, all
end

--- "of 120 of 400 documents", where a value is no more than that.
function partial.remark(value)
    return remarks[value]
end

return partial
