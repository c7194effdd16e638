using System.Text.Json;
using Sinter.Data;

namespace Sinter.Cli;

/// <summary>Tasks for programs.</summary>
internal static class DataJson
{
    public static void WriteCatalog(Utf8JsonWriter json, TaskCatalog catalog)
    {
        json.WriteStartObject();
        json.WriteString("root", catalog.Root);
        json.WriteStartArray("tasks");
        foreach (var entry in catalog.List())
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("role", entry.Role);
            json.WriteString("summary", entry.Summary);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<TaskListing> listings)
    {
        json.WriteStartObject();
        json.WriteStartArray("tasks");
        foreach (var listing in listings) Write(json, listing);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TaskListing listing)
    {
        json.WriteStartObject();
        json.WriteString("name", listing.Task.Name);
        json.WriteString("source", listing.Task.Source);
        json.WriteString("form", listing.Task.Form);
        json.WriteString("validation", listing.Task.ValidationNote);
        json.WriteStrings("classes", listing.Task.Classes);
        json.WriteStartArray("parts");
        foreach (var (part, repeated) in listing.Summary.Parts.Zip(listing.Summary.Repeated)) Write(json, part, repeated);
        json.WriteEndArray();
        json.WriteStrings("left_out", listing.Task.Skipped);
        if (listing.Probe is { } probe)
        {
            json.WriteStartObject("probe");
            json.WriteNumber("chance", probe.Chance);
            json.WriteNumber("linear", probe.Linear);
            json.WriteNumber("filters", probe.Filters);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SplitSummary part, int repeated)
    {
        json.WriteStartObject();
        json.WriteString("name", part.Name);
        json.WriteNumber("pictures", part.Count);
        if (part.Shape is { } shape)
        {
            json.WriteNumber("width", shape.Width);
            json.WriteNumber("height", shape.Height);
            json.WriteNumber("channels", shape.Channels);
        }

        json.WriteNumber("classes", part.Classes);
        json.WriteNumber("fewest_of_a_class", part.FewestOfAClass);
        json.WriteNumber("most_of_a_class", part.MostOfAClass);
        json.WriteStrings("missing", part.Missing);
        json.WriteNumber("repeated", repeated);
        json.WriteString("sha256", part.Sha256);
        json.WriteEndObject();
    }
}
