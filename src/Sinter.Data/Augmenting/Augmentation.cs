namespace Sinter.Data;

/// <summary>
/// How training pictures are varied: ranges that every picture draws from anew. All zero, as made by <c>new()</c>, leaves pictures as they are.
/// </summary>
public sealed record Augmentation
{
    /// <summary>Nothing changes.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Small shifts, turns and changes of light: for fine-tuning.</summary>
    public static Augmentation Light { get; } = new() { Rotation = 8, Shrink = 0.1, Enlarge = 0.15, Shift = 0.06, Exposure = 0.2 };

    /// <summary>What pre-training on few pictures needs: crops, turns, colour changes, erased rectangles.</summary>
    public static Augmentation Strong { get; } = new() { Rotation = 10, Shrink = 0.1, Enlarge = 0.5, Shift = 0.1, Exposure = 0.3, Colour = 0.3, Gray = 0.05, Erase = 0.2 };

    /// <summary>Whether half of the pictures are mirrored left to right.</summary>
    public bool Flip { get; init; }

    /// <summary>Largest turn to either side, in degrees.</summary>
    public double Rotation { get; init; }

    /// <summary>Largest reduction: 0.1 shows the picture at 1 / 1.1 of its size.</summary>
    public double Shrink { get; init; }

    /// <summary>Largest enlargement: 0.5 shows the picture at 1.5 times its size, so that its border is cut off.</summary>
    public double Enlarge { get; init; }

    /// <summary>Largest shift in either direction, as a part of the side.</summary>
    public double Shift { get; init; }

    /// <summary>Largest relative change of brightness and of contrast.</summary>
    public double Exposure { get; init; }

    /// <summary>Largest relative change of saturation.</summary>
    public double Colour { get; init; }

    /// <summary>Part of the pictures that lose their colour.</summary>
    public double Gray { get; init; }

    /// <summary>Part of the pictures of which a rectangle (3 to 25 % of the area) becomes gray.</summary>
    public double Erase { get; init; }
}
