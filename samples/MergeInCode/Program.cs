// Merges models that never touch a disk: dotnet run --project samples/MergeInCode
using System.Runtime.InteropServices;
using Sinter.Checkpoints;
using Sinter.Merging;

// A base, and two models that moved away from it: one tensor of four weights each.
using var origin = Model("base", [1, 1, 1, 1]);
using var left = Model("left", [3, 1, 1, 0]);
using var right = Model("right", [1, 5, 1, 2]);

foreach (var method in new[] { "linear", "task_arithmetic", "ties" })
{
    var recipe = new Recipe
    {
        Method = method,
        BaseModel = origin,
        Models = [new(left) { Parameters = { ["weight"] = 1.0 } }, new(right) { Parameters = { ["weight"] = 1.0 } }],
    };
    using var plan = MergePlanner.Plan(recipe);
    var weights = MemoryMarshal.Cast<byte, float>(Merger.RunInMemory(plan)["weight"]);
    Console.WriteLine($"{method}: {string.Join(' ', weights.ToArray())}");
}

static MemoryCheckpoint Model(string name, float[] weights) => new MemoryCheckpoint(name).Add("weight", [weights.Length], weights);
