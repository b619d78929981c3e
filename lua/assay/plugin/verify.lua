--- verify: are the files those that were installed, listed and signed?
local core = require "assay.core"
local install = require "assay.plugin.install"
local present = require "assay.plugin.present"
local result = require "assay.plugin.result"
local style = require "assay.style"
local text = require "assay.plugin.text"

local verify = {}

local MOST = 20 -- changed files that are named

--- A folder against its listing, its signature and, if it is installed, the lock.
local function check_folder(name, dir, entry)
    local row = {name = name, dir = dir, problems = {}, files = {}}
    local tree, why = core.store.tree(dir)
    if not tree then
        row.problems[1] = why
        return row
    end
    row.tree = tree.hash
    if entry or core.paths.kind(dir .. "/SHA256SUMS") then
        local files, problem = core.store.differs(dir)
        row.files = files or {}
        row.problems[1] = problem
    end
    if entry and tree.hash ~= entry.tree then
        row.problems[#row.problems + 1] = ("it was changed since it was installed: `assay plugin update %s' "
            .. "brings it back"):format(name)
    elseif #row.files > 0 then
        row.problems[#row.problems + 1] = "its files are not those that SHA256SUMS lists"
    end
    local signature = core.store.signature(dir, entry and entry.signer or nil)
    if signature and signature.state == "bad" then
        row.problems[#row.problems + 1] = "the signature is wrong: " .. (signature.why or "")
    elseif entry and entry.signer and (not signature or signature.key ~= entry.signer) then
        row.problems[#row.problems + 1] = "it is not signed by the key that it was installed with"
    end
    row.signer = signature and {id = signature.id, key = signature.key, known = signature.known}
    row.signed = text.signer(signature)
    return row
end

--- An .assay file is unpacked into a transaction that is given up.
local function check_file(path)
    return install.within(function(txn)
        local staged, why = txn:archive(path)
        local row = {name = path, file = path, problems = {why}, files = {}}
        if staged then
            row.name, row.version, row.tree = staged.name, staged.version, staged.tree
            row.signed = text.signer(staged.signature)
            row.signer = staged.signature and {id = staged.signature.id, key = staged.signature.key,
                                               known = staged.signature.known}
        end
        return row
    end)
end

local function check_item(item)
    if not item.dir then
        return {name = item.name, problems = {item.problem}, files = {}}
    end
    return check_folder(item.name, item.dir, item.entry)
end

local function check_word(all, word)
    local item = present.installed(all, word) or all.by_name[word]
    local what = core.paths.kind(word)
    if item then
        return check_item(item)
    elseif what == "file" then
        return check_file(word)
    elseif what == "folder" then
        local manifest, why = core.store.manifest(word)
        return manifest and check_folder(manifest.name, word)
            or {name = word, problems = {why}, files = {}}
    end
    error(("%s: is no plugin, no folder and no .assay file"):format(text.clean(word)), 0)
end

local function lines_of(row)
    local out = {}
    local good = #row.problems == 0
    out[1] = ("%s %s%s"):format(style.pad(good and "good" or "BAD", 5), text.clean(row.name),
        good and (", tree %s, %s"):format(text.short(row.tree), row.signed) or "")
    for _, problem in ipairs(row.problems) do
        out[#out + 1] = "      " .. text.clean(problem)
    end
    for i, file in ipairs(row.files) do
        if i > MOST then
            out[#out + 1] = ("      ... and %d more"):format(#row.files - MOST)
            break
        end
        out[#out + 1] = ("      %s %s"):format(style.pad(text.clean(file.what), 8), text.clean(file.path))
    end
    return out
end

--- verify [NAME...|DIR|FILE]
function verify.verify(words)
    local all, rows, bad = present.read(), {}, 0
    for i, word in ipairs(words) do
        rows[i] = check_word(all, word)
    end
    for _, entry in ipairs(#words == 0 and all.state.plugins or {}) do
        rows[#rows + 1] = check_item(present.installed(all, entry.name))
    end
    for _, row in ipairs(rows) do
        row.good = #row.problems == 0
        bad = bad + (row.good and 0 or 1)
    end
    local data = result.new({plugins = rows}, function()
        local out = {}
        for _, row in ipairs(rows) do
            local lines = lines_of(row)
            table.move(lines, 1, #lines, #out + 1, out)
        end
        return #rows > 0 and table.concat(out, "\n") or "no plugin is installed"
    end)
    return bad > 0 and result.fail(data, text.counted(bad, "plugin") .. " not as it should be") or data
end

return verify
