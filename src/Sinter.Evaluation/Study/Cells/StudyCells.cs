using System.Globalization;

namespace Sinter.Evaluation;

/// <summary>Cells by row and seed: those that are finished and depend on the same things are taken from their files, others are computed and written.</summary>
internal sealed class StudyCells(StudyScene scene)
{
    private readonly CellFile _files = new(Path.Combine(scene.Folder, "cells"));
    private readonly Dictionary<(string Row, int? Seed), StudyCell> _known = [];

    /// <summary>How many have been computed rather than read.</summary>
    public int Computed { get; private set; }

    /// <summary>A cell that is finished; null if it is not.</summary>
    public StudyCell? Find(StudyRow row, int? seed)
    {
        if (_known.TryGetValue((row.Name, seed), out var known)) return known;
        var found = _files.Find(row.Name, seed, CellFile.Fingerprint(row.Depends(scene, seed)));
        return found is null ? null : _known[(row.Name, seed)] = found;
    }

    /// <summary>A cell, computed if need be.</summary>
    public StudyCell Get(StudyRow row, int? seed)
    {
        if (Find(row, seed) is { } found) return found;
        scene.Cancellation.ThrowIfCancellationRequested();
        var depends = row.Depends(scene, seed);
        var scores = row.Compute(scene, seed);
        var cell = new StudyCell
        {
            Row = row.Name,
            Seed = seed,
            Fingerprint = CellFile.Fingerprint(depends),
            Depends = depends,
            Note = scores.Note,
            Seen = scores.Seen,
            Unseen = scores.Unseen,
            Grid = scores.Grid,
            Mixture = scores.Mixture,
            Fit = scores.Fit,
        };
        _files.Save(cell);
        Computed++;
        return _known[(row.Name, seed)] = cell;
    }

    /// <summary>A cell's name for people.</summary>
    public static string Describe(StudyRow row, int? seed) => seed is null ? row.Name : string.Create(CultureInfo.InvariantCulture, $"{row.Name}, seed {seed}");
}
