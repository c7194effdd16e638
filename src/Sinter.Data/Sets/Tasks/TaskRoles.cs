using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>Names that stand for several tasks.</summary>
internal static class TaskRoles
{
    /// <summary>Each name and its tasks.</summary>
    public static ImmutableArray<(string Name, ImmutableArray<string> Tasks)> All { get; } =
    [
        ("core8", ["mnist", "gtsrb", "streetchars", "rsscn7", "dtd10", "scene15", "grocery", "flowers5"]),
        ("unseen", ["pacs:photo", "pacs:art_painting", "pacs:cartoon", "pacs:sketch", "caltech101", "cmater:bangla", "cmater:devanagari", "cmater:telugu", "omniglot_small1", "pneumonia"]),
        ("pacs", ["pacs:photo", "pacs:art_painting", "pacs:cartoon", "pacs:sketch"]),
        ("cmater", ["cmater:bangla", "cmater:devanagari", "cmater:telugu"]),
    ];

    /// <summary>What a task tells apart, in a few words; empty for a task that the list does not know.</summary>
    public static string Summary(string task) => task switch
    {
        _ when task.StartsWith(ProceduralTasks.Prefix, StringComparison.Ordinal) => ProceduralTasks.Summary(task),
        "mnist" => "handwritten digits",
        "gtsrb" => "traffic signs",
        "streetchars" => "characters of street views",
        "rsscn7" => "satellite scenes",
        "dtd10" => "textures",
        "scene15" => "scenes",
        "grocery" => "groceries",
        "flowers5" => "flowers",
        "fashion" => "clothes",
        "tinyimagenet32" => "things and animals of ImageNet",
        "caltech101" => "things and animals",
        "omniglot_small1" => "characters of several alphabets",
        "pneumonia" => "chest x-rays",
        _ when task.StartsWith("pacs:", StringComparison.Ordinal) => "7 things and animals in one of 4 styles",
        _ when task.StartsWith("cmater:", StringComparison.Ordinal) => "handwritten digits of another script",
        _ => string.Empty,
    };

    /// <summary>What a task is for, in a word; empty for a task that the list does not know.</summary>
    public static string Of(string task) => task switch
    {
        "tinyimagenet32" => "pre-training",
        "fashion" => "extra",
        _ when task.StartsWith(ProceduralTasks.Prefix, StringComparison.Ordinal) => "procedural",
        _ when All[0].Tasks.Contains(task) => "core",
        _ when All[1].Tasks.Contains(task) => "unseen",
        _ => string.Empty,
    };
}
