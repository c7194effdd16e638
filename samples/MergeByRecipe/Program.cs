// Merges by a recipe file, as `sinter merge` does: dotnet run --project samples/MergeByRecipe -- RECIPE OUT
using Sinter.Checkpoints;
using Sinter.Merging;

if (args is not [var path, var output])
{
    Console.Error.WriteLine("usage: MergeByRecipe RECIPE OUT");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) =>
{
    signal.Cancel = true;
    stop.Cancel();
};

try
{
    // Reads headers only: everything that can be wrong with recipe and models is found here.
    using var plan = MergePlanner.Plan(RecipeReader.ReadFile(path));
    foreach (var note in plan.Notes) Console.WriteLine($"note: {note}");

    var options = new MergeOptions(output) { ShardSize = 5_000_000_000, Execution = new ExecutionOptions { MaximumMemory = 300_000_000 } };
    var result = Merger.Run(plan, options, stop.Token);
    Console.WriteLine($"{result.Merged} tensors merged, {result.Copied} copied, {result.Bytes} bytes in {result.Files.Count} files: {result.Output}");
    return 0;
}
catch (Exception exception) when (exception is RecipeException or CheckpointException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
