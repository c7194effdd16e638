using System.Text.Json;
using System.Text.Json.Nodes;
using Sinter.Checkpoints;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>
/// Where an unfinished run keeps its state: what it is (<c>run.json</c>), weights and moments (<c>state.safetensors</c>), those at the end of the plateau, and its curve. Files are replaced when the
/// new ones are complete, so a run that was killed goes on from the last of them.
/// </summary>
internal sealed class RunFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly string _path;
    private readonly JsonObject _identity;
    private readonly JsonObject _schedule;

    /// <param name="path">The folder; made when needed.</param>
    /// <param name="identity">Settings that a run cannot change when it goes on.</param>
    /// <param name="schedule">Settings that only matter after the plateau.</param>
    public RunFolder(string path, JsonObject identity, JsonObject schedule) => (_path, _identity, _schedule) = (path, identity, schedule);

    public List<CurvePoint> Curve { get; private set; } = [];

    private string State => Path.Combine(_path, "state.safetensors");

    private string Plateau => Path.Combine(_path, "plateau.safetensors");

    /// <summary>Goes on from what is there, if anything.</summary>
    public void Resume(Trainer trainer, int plateauEnd)
    {
        Directory.CreateDirectory(_path);
        var (settings, curve) = (Path.Combine(_path, "run.json"), Path.Combine(_path, "curve.json"));
        if (File.Exists(settings))
        {
            var found = JsonNode.Parse(File.ReadAllText(settings))!.AsObject();
            RequireSame(found["identity"]!.AsObject());
            var sameSchedule = JsonNode.DeepEquals(found["schedule"], _schedule);
            if (sameSchedule && File.Exists(State)) trainer.Resume(State);
            else if (File.Exists(Plateau)) trainer.Resume(Plateau);
            else if (File.Exists(State)) trainer.Resume(State);
            if (!sameSchedule && trainer.StepCount > plateauEnd)
                throw new TrainingException(TrainingError.OtherRun, $"{_path}: the saved run has taken {trainer.StepCount} steps, the new schedule cools down from step {plateauEnd}; make the run longer, or begin anew in another folder.");
            if (File.Exists(curve)) Curve = [.. JsonSerializer.Deserialize<List<CurvePoint>>(File.ReadAllText(curve))!.Where(point => point.Step <= trainer.StepCount)];
        }

        Write(settings, new JsonObject { ["identity"] = _identity.DeepClone(), ["schedule"] = _schedule.DeepClone() }.ToJsonString(Indented));
    }

    public void Save(Trainer trainer, bool plateau)
    {
        trainer.Save(plateau ? Plateau : State);
        Write(Path.Combine(_path, "curve.json"), JsonSerializer.Serialize(Curve));
    }

    public void Delete() => Directory.Delete(_path, recursive: true);

    private void RequireSame(JsonObject found)
    {
        foreach (var key in _identity.Select(static one => one.Key).Union(found.Select(static one => one.Key)))
        {
            if (!JsonNode.DeepEquals(found[key], _identity[key]))
                throw new TrainingException(TrainingError.OtherRun, $"{_path}: holds the state of a run with {key} {found[key]?.ToJsonString() ?? "unset"}, this one has {_identity[key]?.ToJsonString() ?? "unset"}; repeat those settings, or delete the folder to begin anew.");
        }
    }

    private static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path + ".partial", text + "\n");
            File.Move(path + ".partial", path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(CheckpointError.InputOutput, $"{path}: cannot be written: {exception.Message}", exception);
        }
    }
}
