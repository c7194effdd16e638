// A merge method of one's own, from outside Sinter: dotnet run --project samples/OwnMethod
using System.Runtime.InteropServices;
using OwnMethod;
using Sinter.Checkpoints;
using Sinter.Merging;

var catalog = MethodCatalog.BuiltIn.With(new MedianMerging());
using var one = Model("one", [1, 10, 100]);
using var two = Model("two", [2, 20, -100]);
using var three = Model("three", [90, 30, 0]);

// Its name and parameters work in YAML as well: merge_method: median, parameters: {scale: 2}.
var recipe = new Recipe { Method = "median", Models = [new(one), new(two), new(three)], Parameters = { ["scale"] = 2.0 } };
using var plan = MergePlanner.Plan(recipe, catalog);
var merged = MemoryMarshal.Cast<byte, float>(Merger.RunInMemory(plan)["weight"]);
Console.WriteLine($"median × 2: {string.Join(' ', merged.ToArray())}");

static MemoryCheckpoint Model(string name, float[] weights) => new MemoryCheckpoint(name).Add("weight", [weights.Length], weights);
