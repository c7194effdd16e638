using System.Text.Json;
using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>
/// The phases of a fit on disk, so that an interrupted one goes on where it was: for each phase the trainer's state, and numbers and weights that go with its step. Without a folder nothing is kept.
/// </summary>
internal sealed class FitState
{
    private readonly string? _folder;
    private readonly string _fingerprint;
    private readonly Record _record;

    /// <param name="folder">Where; null: nowhere.</param>
    /// <param name="fingerprint">Tells runs apart.</param>
    public FitState(string? folder, string fingerprint)
    {
        (_folder, _fingerprint) = (folder, fingerprint);
        _record = new Record(fingerprint, [], []);
        if (folder is null) return;
        Directory.CreateDirectory(folder);
        if (!File.Exists(RecordPath)) return;
        try
        {
            _record = JsonSerializer.Deserialize<Record>(File.ReadAllText(RecordPath)) ?? throw new JsonException("empty");
        }
        catch (JsonException exception)
        {
            throw new RoutingException(RoutingError.InvalidState, $"{RecordPath}: not the state of a fit: {exception.Message} Delete the folder to begin again.", exception);
        }

        if (_record.Fingerprint != fingerprint)
            throw new RoutingException(RoutingError.InvalidState, $"{folder}: the state of a fit with other options, experts or images. Repeat that command to go on with it, or delete the folder to begin again.");
    }

    /// <summary>Numbers of the running phase.</summary>
    public Dictionary<string, double> Numbers => _record.Numbers;

    private string RecordPath => Path.Combine(_folder!, "fit.json");

    /// <summary>Takes the steps of a phase that are left.</summary>
    /// <param name="phase">Its name.</param>
    /// <param name="steps">All of its steps.</param>
    /// <param name="every">Steps between two saved states.</param>
    /// <param name="trainer">Holds its weights.</param>
    /// <param name="extras">Further weights that belong to the step: loaded before the first step, saved with the state.</param>
    /// <param name="step">Takes one; false ends the phase.</param>
    /// <param name="cancellation">Ends the run after a step and keeps its state.</param>
    public void Run(string phase, int steps, int every, Trainer trainer, IReadOnlyList<(string Name, Weights Values)> extras, Func<int, bool> step, CancellationToken cancellation)
    {
        Resume(phase, trainer, extras);
        var ended = _record.Steps.TryGetValue(phase + " ended", out _);
        while (!ended && trainer.StepCount < steps)
        {
            ended = !step(trainer.StepCount);
            var cancelled = cancellation.IsCancellationRequested;
            if (cancelled || ended || trainer.StepCount % every == 0 || trainer.StepCount == steps) Save(phase, trainer, extras, ended);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private void Resume(string phase, Trainer trainer, IReadOnlyList<(string Name, Weights Values)> extras)
    {
        if (_folder is null || !_record.Steps.TryGetValue(phase, out var step) || !File.Exists(PathOf(phase, step))) return;
        trainer.Resume(PathOf(phase, step));
        foreach (var (name, values) in extras)
        {
            using var checkpoint = Checkpoints.Checkpoint.Open(PathOf($"{phase}-{name}", step));
            WeightLoader.Fill(checkpoint, "", values);
        }
    }

    // The record is replaced last: it names the files that belong together.
    private void Save(string phase, Trainer trainer, IReadOnlyList<(string Name, Weights Values)> extras, bool ended)
    {
        if (_folder is null) return;
        var step = trainer.StepCount;
        trainer.Save(PathOf(phase, step));
        foreach (var (name, values) in extras) values.Save(PathOf($"{phase}-{name}", step));
        _record.Steps.TryGetValue(phase, out var before);
        _record.Steps[phase] = step;
        if (ended) _record.Steps[phase + " ended"] = step;
        File.WriteAllText(RecordPath + ".partial", JsonSerializer.Serialize(_record));
        File.Move(RecordPath + ".partial", RecordPath, overwrite: true);
        if (before == 0 || before == step) return;
        foreach (var name in extras.Select(extra => $"{phase}-{extra.Name}").Prepend(phase)) File.Delete(PathOf(name, before));
    }

    private string PathOf(string name, int step) => Path.Combine(_folder!, $"{name}-{step}.safetensors");

    private sealed record Record(string Fingerprint, Dictionary<string, int> Steps, Dictionary<string, double> Numbers);
}
