--- What commands tell of the session itself (results, reopen, session) is not to
-- be found out anywhere else: an answer is noted with the entry that asked, as
-- plain data, and where that entry runs once more, in a saved session or by
-- reopen, the command is given it again.
local recall = {}

local given, noted = {}, {} -- answers to be given; those of the entry that runs

--- The answer that was put, or what `find` gives; an error is no answer.
function recall.ask(find)
    local answer = table.remove(given, 1)
    if answer == nil then
        answer = find()
    end
    noted[#noted + 1] = answer
    return answer
end

--- The next answers, in the place of what is true here.
function recall.put(answers)
    given = table.move(answers or {}, 1, #(answers or {}), 1, {})
end

--- The same for a saved session: answers one by one.
function recall.put_all(...)
    recall.put{...}
end

--- The answers since the last call; nil: none.
function recall.take()
    local list = noted
    given, noted = {}, {}
    return #list > 0 and list or nil
end

--- Begin without any; what this gives is for recall.resume.
function recall.aside()
    local kept = {given, noted}
    given, noted = {}, {}
    return kept
end

function recall.resume(kept)
    given, noted = kept[1], kept[2]
end

return recall
