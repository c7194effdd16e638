using Sinter.Checkpoints;

namespace Sinter.Learning;

/// <summary>
/// A training run on disk: <c>weights.NAME</c> and one tensor for each moment and name, all float32, with the optimizer's name and step count in the metadata.
/// </summary>
internal static class TrainingState
{
    private const string Kind = "sinter_training_state";
    private const string StepKey = "step";

    public static void Save(string path, Optimizer optimizer)
    {
        var metadata = new Dictionary<string, string> { [Kind] = optimizer.Name, [StepKey] = optimizer.StepCount.ToString() };
        WeightWriter.Write(path, Blocks(optimizer), metadata);
    }

    public static void Load(string path, Optimizer optimizer)
    {
        using var checkpoint = Checkpoint.Open(path);
        var steps = 0;
        var known = checkpoint.Metadata.TryGetValue(Kind, out var name) && checkpoint.Metadata.TryGetValue(StepKey, out var step) && int.TryParse(step, out steps) && steps >= 0;
        if (!known) throw new NetworkException(NetworkError.InvalidState, $"{path}: not a training state that Sinter saved.");
        if (name != optimizer.Name)
            throw new NetworkException(NetworkError.InvalidState, $"{path}: the state of the optimizer '{name}'; this run uses '{optimizer.Name}'. Resume with the same optimizer.");

        // Everything is checked before anything is changed.
        var blocks = Blocks(optimizer);
        var expected = blocks.SelectMany(static block => block.Values.Layout.Parts.Select(part => (Name: block.Prefix + part.Name, part.Shape))).ToList();
        foreach (var (tensor, shape) in expected)
        {
            if (!checkpoint.TryGet(tensor, out var info) || !info.Shape.Equals(shape))
                throw new NetworkException(NetworkError.InvalidState, $"{path}: the state has no tensor '{tensor}' of shape {shape}: it belongs to another network.");
        }

        if (checkpoint.Tensors.Count != expected.Count)
            throw new NetworkException(NetworkError.InvalidState, $"{path}: the state has {checkpoint.Tensors.Count} tensors, this run {expected.Count}: it belongs to another network.");
        foreach (var (prefix, values) in blocks) WeightLoader.Fill(checkpoint, prefix, values);
        optimizer.StepCount = steps;
        optimizer.Trainable.ClearGradients();
    }

    private static List<(string Prefix, Weights Values)> Blocks(Optimizer optimizer) =>
        [("weights.", optimizer.Trainable.Weights), .. optimizer.State.Select(static one => (one.Name + ".", one.Values))];
}
